/** What a request costs the library where its token is remembered: credentials of a header, and the answer from memory. */
import { createTokenApi } from 'tokenapi'
import type { RequestView } from 'tokenapi/adapter'
import { memoryStore } from 'tokenapi/memory'

import { interleave, table } from './interleave.ts'

const USERS = 1_000

export async function benchHits(): Promise<string> {
  const users = Array.from({ length: USERS }, (_, id) => ({
    id,
    username: `user-${id}`,
    password: `pbkdf2_sha256$1500000$${'s'.repeat(22)}$${'h'.repeat(44)}`,
    isActive: true,
  }))
  const store = memoryStore(users)
  const secretKey = 'a secret of the benchmark, as long as it should be'
  const api = createTokenApi({ secretKey, store, maxStaleSeconds: 60 })
  const always = createTokenApi({ secretKey, store })
  const pairs = users.map((user) => ({ user: String(user.id), token: api.makeToken(user) }))
  const viewOf = (authorization: string): RequestView => ({
    method: 'GET',
    target: '/index.json',
    header: (name) => (name === 'authorization' ? authorization : undefined),
    body: async () => new Uint8Array(),
  })
  const basic = pairs.map(({ user, token }) => viewOf(`Basic ${btoa(`${user}:${token}`)}`))
  const bearer = pairs.map(({ user, token }) => viewOf(`Bearer ${user}:${token}`))
  const each =
    <T>(list: readonly T[], run: (one: T) => Promise<unknown>) =>
    async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) await run(list[i % USERS] as T)
    }
  const results = await interleave(
    [
      { name: 'a promise that is awaited', run: each(pairs, async (pair) => pair) },
      { name: 'verify, from memory', run: each(pairs, (pair) => api.verify(pair)) },
      {
        name: 'authenticate Bearer, from memory',
        run: each(bearer, (view) => api.authenticate(view)),
      },
      {
        name: 'authenticate Basic, from memory',
        run: each(basic, (view) => api.authenticate(view)),
      },
      { name: 'verify, by a store in memory', run: each(pairs, (pair) => always.verify(pair)) },
    ],
    { rounds: 15, times: 10_000 },
  )
  return table('Hits', results, 'verify, by a store in memory')
}
