/** A database of the trail that does not answer: requests are served, and every event is recorded once. */
import { afterEach, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { auditTrail, sqlEvents } from '../../src/audit/index.ts'
import type { OperatorWarning } from '../../src/core/events/warn-once.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { SQL_ACCESS } from '../../src/stores/sql/sql-access.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore } from '../support/recorded-store.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'
import { all, entries } from './events-support.ts'

const SERVERS = [
  ['PostgreSQL', () => freshPostgres(), (url: string): SqlStore => postgresStore(url)],
  ['MariaDB', () => freshMariadb(), (url: string): SqlStore => mysqlStore(url)],
  ['MySQL', () => freshMysql(), (url: string): SqlStore => mysqlStore(url)],
] as const

let proxy: TcpProxy | undefined
afterEach(async () => {
  await proxy?.close()
  proxy = undefined
})

describeEachPeer(SERVERS)('on %s', (_name, fresh, open) => {
  it.each(['swallow', 'refuse'] as const)(
    'a network that fails (%s): logins go on, and are recorded when it is back',
    async (fault) => {
      const { url } = await fresh()
      const direct = open(url)
      await sqlAdmin(direct).migrate()
      const network = (proxy = await tcpProxy(Number(new URL(url).port)))
      const store = open(Object.assign(new URL(url), { port: String(network.port) }).href)
      const warnings: OperatorWarning[] = []
      const audit = auditTrail(sqlEvents(store), {
        interval: 10,
        onWarning: (each) => warnings.push(each),
      })
      expect(await audit.flush()).toBe(true)
      const password = await makePassword('right', { iterations: 1_000 })
      const api = createTokenApi({
        secretKey: 'a secret key for tests alone',
        store: memoryStore([{ username: 'maria', password }]),
        passwordHasher: createPasswordHasher({ iterations: 1_000 }),
        onEvent: audit.record,
      })
      await network[fault]()
      const failing = audit.flush()
      for (let i = 0; i < 20; i++) await api.login('maria', 'right')
      await expect.poll(() => warnings.length, { timeout: 30_000 }).toBe(1)
      expect(warnings[0]?.message).toMatch(/^the audit trail cannot be written: /)
      await failing
      await network.pass()
      await expect.poll(() => audit.flush(), { timeout: 30_000 }).toBe(true)
      await audit.close()
      await api.close()
      const events = sqlEvents(direct)
      const names = (await all(events.list())).map(({ name }) => name)
      expect(names.filter((name) => name === 'login.succeeded')).toHaveLength(20)
      expect(await events.verify()).toMatchObject({ ok: true })
      await store.close()
      await direct.close()
    },
  )
})

describeEachPeer(EVERY_DATABASE)('over %s', (database) => {
  it('a write whose answer is lost is not repeated, also if others have written since', async () => {
    const store = await freshStore(database)
    const access = store[SQL_ACCESS]
    let isLost = true
    const { once, atOnce } = access.database
    const losing =
      <T extends readonly unknown[]>(run: (...args: T) => Promise<void>) =>
      async (...args: T): Promise<void> => {
        await run(...args)
        if (!isLost) return
        isLost = false
        throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
      }
    const lossy = atOnce === undefined ? { once: losing(once) } : { atOnce: losing(atOnce) }
    const flaky = { ...access, database: { ...access.database, ...lossy } }
    const events = sqlEvents({ ...store, [SQL_ACCESS]: flaky } as SqlStore)
    const batch = entries(3)
    await expect(events.append(batch)).rejects.toThrow('the database does not answer')
    await sqlEvents(store).append(entries(2, 4))
    await events.append(batch)
    expect((await all(events.list())).map(({ userId }) => userId)).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
    ])
    // Another list is another write.
    await events.append([...batch])
    expect(await events.verify()).toMatchObject({ ok: true, count: 8 })
    await store.close()
  })
})
