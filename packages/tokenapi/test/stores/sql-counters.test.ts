/** `sqlCounters` on each database: counts of several processes add up, minutes become hours, old ones go. */
import { afterEach, expect, it, vi } from 'vitest'

import { sqlAdmin, sqlCounters } from '../../src/admin/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { SQL_ACCESS } from '../../src/stores/sql/sql-access.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { freshPostgres, reducedRole } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore } from '../support/recorded-store.ts'

afterEach(() => vi.useRealTimers())

const NOON = Date.parse('2026-03-01T12:00:00Z')
const at = (minutes: number): Date => new Date(NOON + minutes * 60_000)
const failed = (minutes: number, count: number) => ({
  time: at(minutes),
  name: 'logins_total',
  labels: 'outcome="failed"',
  count,
})

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  it('counts of the same minute, name and labels add up, also of nodes that write at once', async () => {
    const store = await freshStore(database)
    vi.useFakeTimers({ toFake: ['Date'], now: at(5) })
    const nodes = [sqlCounters(store), sqlCounters(store)] as const
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        nodes[i % 2]?.add([
          failed(0, 1),
          failed(1, 10),
          { ...failed(1, 3), labels: 'outcome="succeeded"' },
        ]),
      ),
    )
    await nodes[0].add([])
    const sums = await nodes[1].sums({ since: at(0), until: at(10), step: 1 })
    expect(sums).toHaveLength(3)
    expect(sums).toEqual(
      expect.arrayContaining([
        failed(0, 20),
        failed(1, 200),
        { ...failed(1, 60), labels: 'outcome="succeeded"' },
      ]),
    )
    const grouped = await nodes[1].sums({ since: at(-3), until: at(2), step: 3 })
    expect(grouped).toHaveLength(2)
    expect(grouped).toContainEqual(failed(0, 220))
    const all = await nodes[1].sums({ since: at(-7), until: at(1), step: 30 })
    expect(all).toEqual([{ ...failed(0, 20), time: at(-7) }])
    await store.close()
  })

  it('minutes become sums of hours after a day, once where two nodes do it, and nothing older than the kept days is left', async () => {
    const store = await freshStore(database)
    vi.useFakeTimers({ toFake: ['Date'], now: at(0) })
    const counters = sqlCounters(store)
    await counters.add([
      failed(-60, 1),
      failed(-59, 2),
      failed(-1, 4),
      failed(0, 8),
      failed(61, 16),
    ])
    // 25 hours and more after the first two hours, not after the last minute.
    const now = at(1_440 + 61 + 60)
    vi.setSystemTime(now)
    await Promise.all([1, 2, 3].map(() => counters.compact({ now, keptDays: 15 })))
    const rows = async () =>
      (
        await store[SQL_ACCESS].database.all(
          'SELECT minutes, total FROM tokenapi_counters WHERE minutes > 0 ORDER BY bucket',
        )
      ).map(({ minutes, total }) => [Number(minutes), Number(total)])
    expect(await rows()).toEqual([
      [60, 7],
      [60, 8],
      [1, 16],
    ])
    // What waited through an outage goes into its hour.
    await counters.add([failed(-30, 100)])
    expect((await counters.sums({ since: at(-60), until: at(0), step: 60 }))[0]?.count).toBe(107)
    await counters.compact({ now: at(15 * 1_440 + 1), keptDays: 15 })
    expect(await rows()).toEqual([[60, 16]])
    await store.close()
  })

  it('a missing table is an error that says how to create it, and a number of tokens is bounded', async () => {
    const store = await freshStore(database)
    expect(await sqlAdmin(store).tokens.countLive(10)).toBe(0)
    await store[SQL_ACCESS].database.once('DROP TABLE tokenapi_counters')
    await expect(sqlCounters(store).add([failed(0, 1)])).rejects.toThrow(
      /has no table "tokenapi_counters": run `tokenapi migrate`/,
    )
    await store.close()
  })
})

it('what cannot be is refused', async () => {
  expect(() => sqlCounters(memoryStore())).toThrow(/`sqlCounters` needs a store of/)
  const store = sqliteStore(':memory:', { create: true })
  expect(() => sqlCounters(store).add(Array.from({ length: 501 }, (_, i) => failed(i, 1)))).toThrow(
    '`add` takes 500 counts at most; got 501',
  )
  await expect(sqlAdmin(store).tokens.countLive(0)).rejects.toThrow('`countLive` takes')
  await store.close()
})

describeEachPeer(['PostgreSQL'] as const)('on %s', () => {
  it('a role without the right is told which', async () => {
    const database = await freshPostgres()
    const owner = postgresStore(database.url)
    await sqlAdmin(owner).migrate()
    const store = postgresStore(await reducedRole(database, { tokenapi_counters: 'SELECT' }))
    await expect(sqlCounters(store).add([failed(0, 1)])).rejects.toThrow(
      /GRANT SELECT, INSERT, UPDATE, DELETE ON tokenapi_counters to it$/,
    )
    await owner.close()
    await store.close()
  })
})
