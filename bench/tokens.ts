/** Making and checking a token, beside JWT libraries verifying HS256. */
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
  const user = {
    id: 4725,
    username: 'maria',
    password: `pbkdf2_sha256$1500000$${'s'.repeat(22)}$${'h'.repeat(44)}`,
    isActive: true,
  }
  const api = createTokenApi({ secretKey: secret, store: memoryStore() })
  const token = api.makeToken(user)

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
        name: 'tokenapi check',
        run: (times) => {
          for (let i = 0; i < times; i++) verified(api.checkToken(user, token))
        },
      },
      {
        name: 'tokenapi make',
        run: (times) => {
          for (let i = 0; i < times; i++) verified(api.makeToken(user))
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
