/** Makes a token and verifies the tokens of a thousand users in memory, beside JWT libraries verifying HS256. */
import { createSecretKey } from 'node:crypto'

import { createSigner, createVerifier } from 'fast-jwt'
import { SignJWT, jwtVerify } from 'jose'
import jsonwebtoken from 'jsonwebtoken'
import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'

import { interleave, table } from './interleave.ts'

export async function benchTokens(): Promise<string> {
  const secret = 'a secret of the benchmark, as long as it should be'
  const key = createSecretKey(Buffer.from(secret))
  const users = Array.from({ length: 1_000 }, (_, id) => ({
    id,
    username: `user-${id}`,
    password: `pbkdf2_sha256$1500000$${'s'.repeat(22)}$${'h'.repeat(40)}${String(id).padStart(4, '0')}`,
    isActive: true,
  }))
  const api = createTokenApi({ secretKey: secret, store: memoryStore(users) })
  const presented = users.map((user) => ({ user: String(user.id), token: api.makeToken(user) }))

  const claims = { sub: '4725', scope: 'all' }
  const fastJwt = createSigner({ key: secret, expiresIn: '7d' })(claims)
  const fastVerify = createVerifier({ key: secret, cache: false })
  const joseJwt = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime('7d')
    .sign(key)
  const verified = (good: unknown): void => {
    if (!good) throw new Error('a token did not verify')
  }

  const results = await interleave(
    [
      {
        name: 'fast-jwt verify, uncached',
        run: (times) => {
          for (let i = 0; i < times; i++) verified(fastVerify(fastJwt))
        },
      },
      {
        name: 'tokenapi verify',
        run: async (times) => {
          for (let i = 0; i < times; i++) {
            verified(
              await api.verify(presented[i % presented.length] as (typeof presented)[number]),
            )
          }
        },
      },
      {
        name: 'tokenapi make',
        run: (times) => {
          for (let i = 0; i < times; i++)
            verified(api.makeToken(users[i % users.length] as (typeof users)[number]))
        },
      },
      {
        name: 'jose verify',
        run: async (times) => {
          for (let i = 0; i < times; i++) verified(await jwtVerify(joseJwt, key))
        },
      },
      {
        name: 'jsonwebtoken verify',
        run: (times) => {
          for (let i = 0; i < times; i++) verified(jsonwebtoken.verify(fastJwt, secret))
        },
      },
    ],
    { rounds: 15, times: 4_000 },
  )
  return table('Tokens', results, 'fast-jwt verify, uncached')
}
