/** The runtime role appends and reads the end. It can neither change nor remove a row. */
import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { auditTrail, sqlEvents } from '../../src/audit/index.ts'
import type { OperatorWarning } from '../../src/core/events/warn-once.ts'
import { ConfigError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { SQL_ACCESS } from '../../src/stores/sql/sql-access.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import {
  type Database,
  POSTGRES,
  freshMariadb,
  freshMysql,
  freshPostgres,
  reducedRole,
} from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { all, entries, entry } from './events-support.ts'

const SERVERS = [
  ['PostgreSQL', () => freshPostgres(), (url: string): SqlStore => postgresStore(url)],
  ['MariaDB', () => freshMariadb(), (url: string): SqlStore => mysqlStore(url)],
  ['MySQL', () => freshMysql(), (url: string): SqlStore => mysqlStore(url)],
] as const

describeEachPeer(SERVERS)('on %s', (_name, fresh, open) => {
  const migrated = async (): Promise<{ readonly database: Database; readonly owner: SqlStore }> => {
    const database = await fresh()
    const owner = open(database.url)
    await sqlAdmin(owner).migrate()
    return { database, owner }
  }

  it('the rights of docs/audit.md are enough to record, and for nothing else', async () => {
    const { database, owner } = await migrated()
    const grants = { tokenapi_events: 'SELECT (seq, hash), INSERT' }
    const store = open(await reducedRole(database, grants))
    const events = sqlEvents(store)
    const warnings: OperatorWarning[] = []
    const audit = auditTrail(events, { onWarning: (each) => warnings.push(each) })
    audit.record({ name: 'login.failed', time: new Date(), username: 'maria' })
    await audit.close()
    expect(warnings).toEqual([])
    await events.append(entries(3))
    expect(await events.head()).toMatchObject({ seq: 6 })
    expect(await sqlEvents(owner).verify()).toMatchObject({ ok: true, count: 6 })

    const tamper = store[SQL_ACCESS].database
    await expect(tamper.once('DELETE FROM tokenapi_events')).rejects.toThrow(/denied/)
    await expect(tamper.once("UPDATE tokenapi_events SET name = 'x'")).rejects.toThrow(/denied/)
    for (const refuse of [
      () => events.prune(new Date()),
      () => events.verify(),
      () => all(events.list()),
    ]) {
      const refused = refuse()
      await expect(refused).rejects.toThrow(ConfigError)
      await expect(refused).rejects.toThrow(/GRANT SELECT, INSERT ON tokenapi_events/)
    }
    // Nothing says that rows were pruned.
    expect(await events.head()).toMatchObject({ seq: 6 })
    await store.close()
    await owner.close()
  })

  it('a role without rights, and a table that is missing: a warning with the fix, then all is written', async () => {
    const { database, owner } = await migrated()
    const url = await reducedRole(database, { tokenapi_migrations: 'SELECT' })
    const warnings: OperatorWarning[] = []
    const store = open(url)
    const audit = auditTrail(sqlEvents(store), {
      interval: 10,
      onWarning: (each) => warnings.push(each),
    })
    expect(await audit.flush()).toBe(false)
    expect(warnings).toMatchObject([
      {
        code: 'TOKENAPI_AUDIT',
        message: expect.stringMatching(
          /our role may not do that .*denied.*GRANT SELECT, INSERT ON/,
        ),
      },
    ])
    await store.close()

    await database.query('DROP TABLE tokenapi_events')
    const recording = auditTrail(sqlEvents(owner), { onWarning: (each) => warnings.push(each) })
    expect(await recording.flush()).toBe(false)
    expect(warnings.at(-1)?.message).toMatch(
      /has no table "tokenapi_events": run `tokenapi migrate`/,
    )
    await sqlAdmin(owner).migrate()
    expect(await recording.flush()).toBe(true)
    expect(await sqlEvents(owner).verify()).toMatchObject({ ok: true, count: 1 })
    await recording.close()
    await owner.close()
  })
})

it.skipIf(POSTGRES === undefined)(
  'PostgreSQL that takes no writes: a warning with the fix',
  async () => {
    const { url, query } = await freshPostgres()
    const owner = postgresStore(url)
    await sqlAdmin(owner).migrate()
    await owner.close()
    const name = new URL(url).pathname.slice(1)
    await query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
    const store = postgresStore(url)
    await expect(sqlEvents(store).append([entry(1)])).rejects.toThrow(
      /takes no writes .*: it is a replica or set read-only; use the URL of the primary/,
    )
    await store.close()
  },
)

it.skipIf(POSTGRES === undefined)(
  'PostgreSQL in Latin-1: a name that its encoding lacks does not hold up the others',
  async () => {
    const { url, query } = await freshPostgres()
    const name = `${new URL(url).pathname.slice(1)}_latin`
    await query(
      `CREATE DATABASE ${name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    )
    const store = postgresStore(Object.assign(new URL(url), { pathname: `/${name}` }).href)
    await sqlAdmin(store).migrate()
    const events = sqlEvents(store)
    await events.append([entry(1, { username: 'Zoë' }), entry(2)])
    await events.append([entry(3, { username: 'Zoë €😀' }), entry(4)])
    expect((await all(events.list())).map(({ username }) => username)).toEqual([
      'Zoë',
      'maria-2',
      String.raw`Zo\u{eb} \u{20ac}\u{1f600}`,
      'maria-4',
    ])
    expect(await events.verify()).toMatchObject({ ok: true, count: 4 })
    await store.close()
    await query(`DROP DATABASE ${name}`)
  },
)
