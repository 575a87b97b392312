/** Remembered tokens in use are read again in the background: together, and not each by itself. */
import { afterEach, expect, it, vi } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type Credentials, createTokenApi } from '../../src/index.ts'
import { countedMariadb, countedMysql, countedPostgres } from '../support/counted-statements.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

const USERS = 60
/** Two of one key each, then up to 64 keys in each. */
const MOST_STATEMENTS = 8

afterEach(() => vi.useRealTimers())

describeEachPeer([
  ['PostgreSQL', countedPostgres],
  ['MariaDB', countedMariadb],
  ['MySQL', countedMysql],
])('%s', (_name, open) => {
  it.each(['classic', 'access'] as const)('60 %s tokens: a few statements', async (kind) => {
    const clock = { now: Date.parse('2026-03-01T12:00:00Z') }
    vi.useFakeTimers({ toFake: ['performance'] })
    const pass = (seconds: number): void => {
      clock.now += seconds * 1_000
      vi.advanceTimersByTime(seconds * 1_000)
    }
    const { store, sent, end } = await open()
    await sqlAdmin(store).migrate()
    const settings = {
      secretKey: 'a secret of these tests, long enough',
      accessTokens: true as const,
      now: () => new Date(clock.now),
    }
    const issuer = createTokenApi({ ...settings, store })
    const all: Credentials[] = []
    for (let i = 0; i < USERS; i++) {
      const user = await sqlAdmin(store).users.add({ username: `user-${i}`, password: '!' })
      all.push(
        kind === 'classic'
          ? { user: String(user.id), token: issuer.makeToken(user) }
          : { token: (await issuer.accessTokens.issue(user.id)).token },
      )
    }
    const api = createTokenApi({ ...settings, store, maxStaleSeconds: 10 })
    await Promise.all(all.map((each) => api.verify(each)))
    pass(5)
    sent()
    // Each is answered from memory, and begins a read of its own.
    await Promise.all(all.map((each) => api.verify(each)))
    const state = async (): Promise<number | undefined> =>
      (await api.health()).memory?.oldestSeconds
    await expect.poll(state, { timeout: 10_000 }).toBe(0)
    const reads = sent().filter((sql) => sql.startsWith('SELECT') && /\bWHERE\b/.test(sql))
    expect(reads.length).toBeLessThanOrEqual(MOST_STATEMENTS)
    pass(9.9)
    for (const each of all) await api.verify(each)
    expect((await api.health()).memory?.lookUps).toBe(USERS)
    await api.close()
    await end()
  })
})
