/** A flood of logins takes turns with other requests, before any throttle or queue decides. */
import { describe, expect, it } from 'vitest'

import { boundedTurns } from '../../src/core/runtime/bounded-turns.ts'
import { type LoginThrottle, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const turnEnd = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

describe('a bound on the tasks of a turn', () => {
  it('starts as many at once, the others in later turns, in their order', async () => {
    const turns = boundedTurns(2, 100)
    const started: number[] = []
    for (let i = 0; i < 5; i++) void Promise.resolve(turns()).then(() => started.push(i))
    const seen: number[] = []
    while (started.length < 5) {
      await turnEnd()
      seen.push(started.length)
    }
    expect(seen[0]).toBeLessThanOrEqual(4)
    expect(started).toEqual([0, 1, 2, 3, 4])
    await turnEnd()
    expect(turns()).toBeUndefined()
  })

  it('one that comes while others wait does not pass them', async () => {
    const turns = boundedTurns(1, 100)
    const started: string[] = []
    const start = async (name: string): Promise<void> => {
      await turns()
      started.push(name)
    }
    const first = [start('a'), start('b'), start('c')]
    await first[1]
    await Promise.all([...first, start('d')])
    expect(started).toEqual(['a', 'b', 'c', 'd'])
  })

  it('starts what is beyond the bound at once, the oldest first, so that waiting tasks do not pile up', async () => {
    const turns = boundedTurns(2, 10)
    const started: number[] = []
    for (let i = 0; i < 100; i++) void Promise.resolve(turns()).then(() => started.push(i))
    await turnEnd()
    await turnEnd()
    expect(started.length).toBeGreaterThanOrEqual(90)
    expect(started.length).toBeLessThan(100)
    expect(started).toEqual(started.toSorted((a, b) => a - b))
  })
})

describe('R-03: 200 logins in one turn', () => {
  const user = { id: 1, username: 'maria', password: 'unused', isActive: true }

  it('no turn decides more than four, and a token that comes last is verified before all but a few', async () => {
    let turn = 0
    const perTurn = new Map<number, number>()
    const loginThrottle: LoginThrottle = {
      begin: () => {
        perTurn.set(turn, (perTurn.get(turn) ?? 0) + 1)
        return { ok: false, retryAfter: 1, reason: 'test' }
      },
      unlock: () => false,
      state: () => ({ isThrottled: false, failures: 0 }),
    }
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store: memoryStore([user]),
      loginThrottle,
    })
    let decided = 0
    const logins = Array.from({ length: 200 }, () =>
      api.login('maria', 'wrong').catch(() => void decided++),
    )
    const verified = api
      .verify({ user: '1', token: api.makeToken(user) })
      .then(() => ({ loginsBefore: decided }))
    while (decided < logins.length) {
      await turnEnd()
      turn++
    }
    expect((await verified).loginsBefore).toBeLessThanOrEqual(4)
    expect(Math.max(...perTurn.values())).toBeLessThanOrEqual(8)
    expect(perTurn.size).toBeGreaterThanOrEqual(25)
  })
})
