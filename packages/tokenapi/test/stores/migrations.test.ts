/** `migrate` on each database: once, whoever starts with it, and nothing of anybody else's. */
import { createHash } from 'node:crypto'

import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { MIGRATIONS as MYSQL_MIGRATIONS } from '../../src/admin/migrations/mysql.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { MIGRATIONS as POSTGRES_MIGRATIONS } from '../../src/admin/migrations/postgres.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/index.ts'
import { MIGRATIONS as SQLITE } from '../../src/admin/migrations/sqlite.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore, recordedStore } from '../support/recorded-store.ts'

type Open = (
  url: string,
  options?: { readonly timeout?: number; readonly maxConnections?: number },
) => SqlStore
const SERVERS = [
  ['PostgreSQL', freshPostgres, postgresStore as Open],
  ['MariaDB', freshMariadb, mysqlStore as Open],
  ['MySQL', freshMysql, mysqlStore as Open],
] as const

describeEachPeer(SERVERS)('on %s', (_name, fresh, open) => {
  it('50 nodes start at once: one of them migrates, none fails, all are ready', async () => {
    const { url } = await fresh()
    // Pools of their own, as 50 processes have, and patience: 50 connections at once take time.
    const nodes = Array.from({ length: 50 }, () =>
      open(url, { maxConnections: 1, timeout: 60_000 }),
    )
    const ran = await Promise.all(nodes.map((node) => sqlAdmin(node).migrate()))
    expect(ran.filter((sql) => sql.length > 0)).toHaveLength(1)
    await Promise.all(nodes.map((node) => node.ping()))
    await Promise.all(nodes.map((node) => node.close()))
  })

  it('a table that was dropped is made again', async () => {
    const { url, query } = await fresh()
    const store = open(url)
    await sqlAdmin(store).migrate()
    await query('DROP TABLE auth_user')
    await expect(store.ping()).rejects.toThrow(/run `tokenapi migrate`/)
    expect((await sqlAdmin(store).migrate()).join('\n')).toMatch(/CREATE TABLE [^(]*auth_user/)
    await store.ping()
    expect(await sqlAdmin(store).migrate()).toEqual([])
    await store.close()
  })

  it('a dry run says the SQL, which does the same by hand', async () => {
    const { url, query } = await fresh()
    const store = open(url)
    const sql = await sqlAdmin(store).migrate({ dryRun: true })
    expect(sql.length).toBeGreaterThan(2)
    await expect(store.ping()).rejects.toThrow(/has no table "auth_user": run `tokenapi migrate`/)
    for (const statement of sql) await query(statement)
    await store.ping()
    expect(await sqlAdmin(store).users.add({ username: 'maria', password: '!' })).toMatchObject({
      id: 1,
    })
    // Its own record of what has run is part of what it makes.
    expect(
      (await sqlAdmin(store).migrate()).filter((each) => /CREATE TABLE .*auth_user/.test(each)),
    ).toEqual([])
    await store.close()
  })
})

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  it('a table that Django made is left as it is', async () => {
    const store = await recordedStore(database)
    const { columns } = await sqlAdmin(store).inspect()
    const sql = await sqlAdmin(store).migrate()
    expect(sql.join('\n')).not.toContain('auth_user')
    expect(sql.join('\n')).toContain('tokenapi_kept_tokens')
    expect((await sqlAdmin(store).inspect()).columns).toEqual(columns)
    expect(await sqlAdmin(store).migrate()).toEqual([])
    await store.close()
  })

  it('a mapped table is the application’s: only ours are made', async () => {
    const users = { table: 'people', username: 'login', isActive: null }
    const store = await freshStore(database, users)
    await expect(store.ping()).rejects.toThrow(/has no table "people"/)
    await store.close()
  })
})

// Append only: a released migration never changes. A new one adds a line here.
it.each([
  [
    'SQLite',
    SQLITE,
    [
      '0001_auth_user 6a6c999649f830e6',
      '0002_kept_tokens fc1aea4089bd5f50',
      '0003_login_counts a6c3814b866c0606',
      '0004_events d6b0e67ca212472e',
      '0005_access_tokens a4f5cf866f44e40f',
      '0006_token_locks f9489c980722ed62',
      '0007_used_tickets dd74dc31f72c1662',
      '0008_counters 24aad802836c78c7',
    ],
  ],
  [
    'PostgreSQL',
    POSTGRES_MIGRATIONS,
    [
      '0001_auth_user 692c7f9faa346b36',
      '0002_kept_tokens ee7419da1d20f0d7',
      '0003_login_counts 9bca590576af2511',
      '0004_events d0689e759e1f62e4',
      '0005_access_tokens 43d20902549af7e3',
      '0006_token_locks 6a8567185f2e9e28',
      '0007_used_tickets 0d3dcf4402e55aa8',
      '0008_counters d183f2912759621f',
    ],
  ],
  [
    'MySQL',
    MYSQL_MIGRATIONS,
    [
      '0001_auth_user a6f9c0de1aa4d5d1',
      '0002_kept_tokens e377fdfa9eabb78f',
      '0003_login_counts 6e4a0a1c34782518',
      '0004_events 7e88a688e8589790',
      '0005_access_tokens bb23044ec02dcb8c',
      '0006_token_locks d9814286e5a12a9c',
      '0007_used_tickets f25e64f70d417cf4',
      '0008_counters 022b420d337f9260',
    ],
  ],
])('what was released stays as it was: %s', (_name, migrations, released) => {
  const digests = migrations.map(({ name, statements }) => {
    const digest = createHash('sha256').update(statements.join(';\n')).digest('hex')
    return `${name} ${digest.slice(0, 16)}`
  })
  expect(digests).toEqual(released)
})
