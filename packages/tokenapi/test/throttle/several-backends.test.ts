import { expect, it } from 'vitest'

import { UnavailableError, createTokenApi, passwordBackend } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { countingHasher } from './support.ts'

const setup = (failure: () => Error) => {
  const hasher = countingHasher()
  const store = memoryStore([{ id: 1, username: 'maria', password: 'plain$right' }])
  const state = { fails: true, calls: 0 }
  const byMail = {
    authenticate: async () => {
      state.calls++
      if (state.fails) throw failure()
      return undefined
    },
  }
  const byName = passwordBackend({
    find: (name) => Promise.resolve(store.findByUsername(name)),
    hasher,
  })
  const login = (backends: readonly (typeof byMail | typeof byName)[]) => {
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store,
      backends: [...backends],
    })
    return async (password: string): Promise<string> => {
      try {
        await api.login('maria', password, { address: '203.0.113.7' })
        return 'in'
      } catch (error) {
        return (error as { code?: string }).code ?? 'unknown'
      }
    }
  }
  return { state, hasher, byName, byMail, login }
}

it.each([
  ['has no place in its queue', () => new UnavailableError('too many logins at once')],
  ['is down', () => new Error('connection refused')],
])(
  'P-10: a guess that one backend refused is counted while the next one %s',
  async (_what, failure) => {
    const { hasher, byName, byMail, login } = setup(failure)
    const guess = login([byName, byMail])
    for (let i = 0; i < 50; i++) await guess(`wrong ${i}`)
    expect(hasher.hashes).toBe(10)
    expect(await guess('right')).toBe('too_many_attempts')
  },
)

it('an outage of the first backend is not counted', async () => {
  const { state, byName, byMail, login } = setup(() => new Error('connection refused'))
  const guess = login([byMail, byName])
  for (let i = 0; i < 50; i++) await guess('right')
  state.fails = false
  expect(await guess('right')).toBe('in')
})
