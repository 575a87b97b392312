import { stat } from 'node:fs/promises'

import { expect, it } from 'vitest'

import { UnavailableError } from '../../src/core/errors.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

it('R-03: beside 200 logins at once, files are read, tokens are verified, and overflow is refused at once', async () => {
  // So many that no hash ends while logins still arrive.
  const iterations = 1_000_000
  const password = await makePassword('right', { iterations })
  const store = memoryStore([{ id: 1, username: 'maria', password, isActive: true }])
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store,
    loginThrottle: false,
    passwordHasher: createPasswordHasher({ iterations, jobs: 2, queue: 16, maxWait: 600_000 }),
  })
  const { user, token } = await api.login('maria', 'right')

  const order: string[] = []
  const note =
    (what: string) =>
    <T>(value: T): T => {
      order.push(what)
      return value
    }
  const logins = Array.from({ length: 200 }, (_, i) =>
    api
      .login('maria', 'right', { address: `192.0.2.${i}` })
      .then(note('login'), (error: unknown) => {
        expect(error).toBeInstanceOf(UnavailableError)
        return note('503')(error)
      }),
  )
  // A thread of the pool is free for it: behind 200 hashes it would come last.
  const read = stat('.').then(note('stat'))
  const verified = api.verify({ user: String(user.id), token }).then(note('verified'))
  await Promise.all([...logins, read, verified])

  const served = order.filter((what) => what === 'login').length
  const before = (what: string): number =>
    order.slice(0, order.lastIndexOf(what)).filter((each) => each === 'login').length
  expect(served).toBe(2 + 16)
  expect(order.filter((what) => what === '503')).toHaveLength(200 - served)
  expect({ verified: before('verified'), refused: before('503') }).toEqual({
    verified: 0,
    refused: 0,
  })
  expect(before('stat')).toBeLessThan(served / 2)
})
