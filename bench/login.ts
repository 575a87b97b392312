/** A login beside its raw password hash. */
import { pbkdf2 } from 'node:crypto'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { makePassword } from 'tokenapi/password'

import { interleave, table } from './interleave.ts'

export async function benchLogin(): Promise<string> {
  const encoded = await makePassword('right')
  const [, iterations, salt] = encoded.split('$') as [string, string, string]
  const api = createTokenApi({
    secretKey: 'a secret of the benchmark, as long as it should be',
    store: memoryStore([{ id: 1, username: 'maria', password: encoded }]),
    loginThrottle: false,
  })
  const results = await interleave(
    [
      {
        name: 'the raw hash',
        run: async (times) => {
          for (let i = 0; i < times; i++) {
            await new Promise((resolve) => {
              pbkdf2('right', salt, Number(iterations), 32, 'sha256', resolve)
            })
          }
        },
      },
      {
        name: 'a login',
        run: async (times) => {
          for (let i = 0; i < times; i++) await api.login('maria', 'right')
        },
      },
    ],
    { rounds: 15, times: 2 },
  )
  return table(`Login, pbkdf2_sha256 with ${iterations} rounds`, results, 'the raw hash')
}
