/** `sqlLimiter` on each database: it counts as the limiters of rate-limiter-flexible do. */
import { existsSync, mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { RateLimiterMemory } from 'rate-limiter-flexible'
import { afterEach, expect, it, vi } from 'vitest'

import { sqlAdmin, sqlLimiter } from '../../src/admin/index.ts'
import type { SqlLimiter } from '../../src/admin/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { SQL_ACCESS } from '../../src/stores/sql/sql-access.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { freshMariadb, freshMysql, freshPostgres, reducedRole } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore } from '../support/recorded-store.ts'

afterEach(() => vi.useRealTimers())

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  it('a sequence of calls has the results of rate-limiter-flexible in memory', async () => {
    const store = await freshStore(database)
    const limiter = sqlLimiter(store)
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T08:00:00Z') })
    const theirs = new RateLimiterMemory({ points: 1_000_000, duration: 0, keyPrefix: '' })
    const half = { customDuration: 30 }

    const steps: readonly ((of: Pick<SqlLimiter, 'get' | 'penalty' | 'reward'>) => unknown)[] = [
      (of) => of.get('a'),
      (of) => of.penalty('a', 1, half),
      (of) => of.penalty('a', 2, half),
      (of) => of.get('a'),
      (of) => of.reward('a', 1, half),
      (of) => of.penalty('b', 1, half),
      (of) => of.get('A'),
    ]
    for (const step of steps) {
      expect(pointsOf(await step(limiter))).toEqual(pointsOf(await step(theirs)))
    }

    await limiter.set('c', 7, 60)
    expect(await limiter.get('c')).toEqual({ consumedPoints: 7, msBeforeNext: 60_000 })
    await limiter.set('c', 100, 0)
    expect(await limiter.get('c')).toEqual({ consumedPoints: 100, msBeforeNext: -1 })
    expect(await limiter.penalty('c', 1, half)).toEqual({ consumedPoints: 101, msBeforeNext: -1 })
    expect([await limiter.delete('c'), await limiter.delete('c')]).toEqual([true, false])
    expect(await limiter.get('c')).toBeNull()

    vi.setSystemTime(new Date('2026-03-01T08:00:30Z'))
    expect(await limiter.get('a')).toBeNull()
    expect(await limiter.penalty('a', 1, half)).toEqual({ consumedPoints: 1, msBeforeNext: 30_000 })
    // Less than nothing is no credit.
    expect(await limiter.reward('a', 5, half)).toMatchObject({ consumedPoints: 0 })
    expect(await limiter.reward('new', 5, half)).toMatchObject({ consumedPoints: 0 })
    await store.close()
  })

  it('rows that have expired are removed, keys are not stored', async () => {
    const store = await freshStore(database)
    const limiter = sqlLimiter(store)
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T08:00:00Z') })
    for (let i = 0; i < 60; i++) await limiter.penalty(`guess ${i}`, 1, { customDuration: 1 })
    vi.setSystemTime(new Date('2026-03-01T09:00:00Z'))
    for (let i = 0; i < 10; i++) await limiter.penalty('maria', 1, { customDuration: 60 })
    const rows = async (): Promise<readonly object[]> =>
      store[SQL_ACCESS].database.all('SELECT digest FROM tokenapi_login_counts')
    await vi.waitFor(async () => expect(await rows()).toHaveLength(1))
    expect(JSON.stringify(await rows())).not.toContain('maria')
    await store.close()
  })

  it('a missing table is an error that says how to create it', async () => {
    const store = await freshStore(database)
    await store[SQL_ACCESS].database.once('DROP TABLE tokenapi_login_counts')
    await expect(sqlLimiter(store).check()).rejects.toThrow(
      /has no table "tokenapi_login_counts": run `tokenapi migrate` \(in a program: `await sqlAdmin\(store\)\.migrate\(\)` of/,
    )
    await sqlAdmin(store).migrate()
    await sqlLimiter(store).check()
    await store.close()
  })
})

type Open = (url: string, options?: { readonly timeout?: number }) => SqlStore
const SERVERS = [
  ['PostgreSQL', freshPostgres, postgresStore as Open],
  ['MariaDB', freshMariadb, mysqlStore as Open],
  ['MySQL', freshMysql, mysqlStore as Open],
] as const

describeEachPeer(SERVERS)('over %s', (_name, fresh, open) => {
  it('50 counts at once by two processes are 50 points, and no more are admitted than the limit allows', async () => {
    const { url } = await fresh()
    const stores = [open(url, { timeout: 60_000 }), open(url, { timeout: 60_000 })]
    await sqlAdmin(stores[0] as SqlStore).migrate()
    const limiters = stores.map((store) => sqlLimiter(store))
    const counted = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (limiters[i % 2] as SqlLimiter).penalty('one', 1, { customDuration: 600 }),
      ),
    )
    const admitted = counted.filter(({ consumedPoints }) => consumedPoints <= 10)
    expect(admitted.length).toBeLessThanOrEqual(10)
    expect(await limiters[0]?.get('one')).toMatchObject({ consumedPoints: 50 })
    await Promise.all(stores.map((store) => store.close()))
  })

  it('a role that may not write is an error that names the grant', async () => {
    const database = await fresh()
    const admin = open(database.url)
    await sqlAdmin(admin).migrate()
    const store = open(await reducedRole(database, { tokenapi_login_counts: 'SELECT' }))
    await expect(sqlLimiter(store).check()).rejects.toThrow(
      /GRANT SELECT, INSERT, UPDATE, DELETE ON tokenapi_login_counts to it$/,
    )
    await store.close()
    await admin.close()
    await database.drop()
  })
})

it('a file of its own is created with the table, readable by its owner alone', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'counts')
  const store = sqliteStore(path, { create: true })
  const limiter = sqlLimiter(store, { ownDatabase: true })
  expect(existsSync(path)).toBe(false)
  expect(await limiter.penalty('one', 1, { customDuration: 60 })).toMatchObject({
    consumedPoints: 1,
  })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const [mode] = await store[SQL_ACCESS].database.all('PRAGMA synchronous')
  expect(Number(mode?.['synchronous'])).toBe(0)
  const tables = await store[SQL_ACCESS].database.all(
    "SELECT name FROM sqlite_master WHERE type = 'table'",
  )
  expect(tables).toEqual([{ name: 'tokenapi_login_counts' }])
  await store.close()
})

it('a store that is not of SQL is refused', () => {
  expect(() => sqlLimiter(memoryStore([]))).toThrow(
    /`sqlLimiter` needs a store of tokenapi\/sqlite/,
  )
})

function pointsOf(result: unknown): unknown {
  if (result === null) return null
  const { consumedPoints, msBeforeNext } = result as {
    consumedPoints: number
    msBeforeNext: number
  }
  return { consumedPoints, msBeforeNext }
}
