/** PostgreSQL with a standby that takes over. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startPostgres } from '../../../../../scripts/services.mjs'
import { sqlAdmin } from '../../../src/admin/index.ts'
import { createTokenApi } from '../../../src/index.ts'
import { createPasswordHasher } from '../../../src/password/index.ts'
import {
  type FaultBench,
  ITERATIONS,
  SECRET_KEY,
  faultBench,
  settingsFor,
} from '../../support/fault-bench.ts'
import { postgresStore } from '../../../src/stores/postgres/index.ts'
import { SERVERS } from '../../support/faulty-database.ts'
import { type LibraryServer, libraryServer } from '../../support/library-server.ts'
import { product } from '../../support/product.ts'
import { postgresPool } from '../../support/postgres-database.ts'
import {
  type Account,
  expectBackToNormal,
  verify,
  verifyAccessToken,
} from '../../support/questions.ts'

/** Writes of each kind that are acknowledged before the primary is gone. */
const ACKNOWLEDGED = 10

describe.skipIf(!SERVERS.includes('PostgreSQL'))('PostgreSQL', () => {
  let bench: FaultBench
  let standby: Awaited<ReturnType<typeof startPostgres>>
  let remembering: LibraryServer
  beforeAll(async () => {
    bench = await faultBench('PostgreSQL')
    const { database } = bench
    const settings = { fsync: 'on', full_page_writes: 'on', max_connections: 40 }
    standby = await startPostgres({ settings, standbyOf: database.server.url })
    await database.direct.query("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
    await database.direct.query('SELECT pg_reload_conf()')

    const store = database.storeOverOwnPool()
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store,
      passwordHasher: createPasswordHasher({ iterations: ITERATIONS }),
      loginThrottle: false,
      accessTokens: true,
      loginToken: 'classic',
      maxStaleSeconds: 1,
    })
    remembering = await libraryServer(api, store)
  })
  afterAll(async () => {
    remembering.close()
    await bench.stop()
    await standby.stop()
  })

  it('F-08: a standby that lags: the server warns, and the admin knows it', async () => {
    const { database, account, past, own } = bench
    const lagging = await startPostgres({
      settings: { max_connections: 40, recovery_min_apply_delay: '30s' },
      standbyOf: database.server.url,
    })
    const url = Object.assign(new URL(database.url), { port: lagging.port }).href
    const served = await product({ ...settingsFor(database), DATABASE_URL: url })
    const store = postgresStore(url)
    try {
      expect(await sqlAdmin(store).isReadOnly()).toBe(true)
      expect(await sqlAdmin(past).isReadOnly()).toBe(false)
      await expect
        .poll(() => served.output(), { timeout: 10_000 })
        .toContain('the database takes no writes: it is a replica or set read-only.')
      expect(bench.served.output()).not.toContain('replica')

      // Why: what the primary refuses at once is let in for as long as the standby lags.
      await sqlAdmin(past).users.update(account.id, { isActive: false })
      expect((await verify(own, account)).status).toBe(403)
      expect((await verify(served, account)).status).toBe(200)
      await sqlAdmin(past).users.update(account.id, { isActive: true })
    } finally {
      await served.stop()
      await store.close()
      await lagging.stop()
    }
  })

  it('F-07: a synchronous standby takes over: nothing that was acknowledged is lost', async () => {
    const { database, account, servers } = bench
    const states = (): Promise<unknown> =>
      database.direct.query('SELECT sync_state FROM pg_stat_replication')
    await expect.poll(states, { timeout: 30_000 }).toEqual([{ sync_state: 'sync' }])
    const store = database.storeOverOwnPool({ timeout: 60_000 })
    const accessTokens = { maxPerUser: 10_000 }
    const api = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens })
    const issued: string[] = []
    const revoked: string[] = []
    const refused: number[] = []
    const state = { isOver: false }
    const untilItFails = async (write: () => Promise<void>): Promise<void> => {
      for (;;) if ((await write().catch(() => 'failed')) === 'failed') return
    }
    const writers = [
      untilItFails(async () => {
        issued.push((await api.accessTokens.issue(account.id)).token)
      }),
      untilItFails(async () => {
        const { token, record } = await api.accessTokens.issue(account.id)
        await verifyAccessToken(remembering, { ...account, accessToken: token })
        await api.accessTokens.revoke(record.id)
        revoked.push(token)
      }),
    ]
    const all = [...servers, remembering]
    const reader = async (): Promise<void> => {
      while (!state.isOver) {
        for (const server of all) {
          const { status } = await verifyAccessToken(server, account)
          if (status !== 200 && status !== 503) refused.push(status)
        }
      }
    }
    const reading = reader()
    await expect
      .poll(() => Math.min(issued.length, revoked.length), { interval: 5, timeout: 60_000 })
      .toBeGreaterThanOrEqual(ACKNOWLEDGED)
    await database.server.crash()
    await Promise.all(writers)
    const superuser = postgresPool({ connectionString: standby.url })
    await superuser.query('SELECT pg_promote()')
    await superuser.end()
    database.proxy.moveTo(standby.port)
    for (const server of all) await expectBackToNormal(server, account)
    state.isOver = true
    await reading
    expect(refused).toEqual([])

    const statusesOf = async (tokens: readonly string[]): Promise<Set<number>> => {
      const statuses = new Set<number>()
      for (const accessToken of tokens) {
        const presented: Account = { ...account, accessToken }
        for (const server of all) statuses.add((await verifyAccessToken(server, presented)).status)
      }
      return statuses
    }
    expect(await statusesOf(issued)).toEqual(new Set([200]))
    expect(await statusesOf(revoked)).toEqual(new Set([403]))
    await store.close()
  })
})
