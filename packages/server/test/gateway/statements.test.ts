/** What a question costs the database. */
import pg from 'pg'
import { createTokenApi } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { postgresStore } from 'tokenapi/postgres'
import { expect, it } from 'vitest'

import { freshPostgres } from '../../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { readConfig } from '../../dist/config/read-config.js'
import { SETTINGS, listenWith } from './support/token-server.ts'

describeEachPeer([['PostgreSQL']])('over %s', () => {
  it('one SELECT by primary key or digest for each question, and no other statement', async () => {
    const { url } = await freshPostgres()
    const statements: string[] = []
    const pool = new pg.Pool({ connectionString: url })
    pool.on('connect', (client) => noteStatements(client, statements))
    const store = postgresStore(pool)
    const admin = sqlAdmin(store)
    await admin.migrate()
    const user = await admin.users.add({ username: 'maria', password: 'x$y' })
    const api = createTokenApi({
      secretKey: 'canary-secret-5wQ9x-of-these-tests-long-enough',
      store,
      accessTokens: {},
      onEvent: () => {},
    })
    const { token } = await api.accessTokens.issue(user.id, { scopes: ['a'] })
    const server = await listenWith(api, readConfig(SETTINGS))
    const ask = (authorization: string, scopes = ''): Promise<number> =>
      fetch(`${server.url}/gateway/nginx${scopes}`, { headers: { authorization } }).then(
        ({ status }) => status,
      )
    const basic = `Basic ${Buffer.from(`${user.id}:${api.makeToken(user)}`).toString('base64')}`
    // The first questions prepare what is prepared once for each connection, and the last use is written once.
    expect([await ask(basic), await ask(`Bearer ${token}`)]).toEqual([200, 200])

    for (const [field, scopes, status] of [
      [basic, '', 200],
      [`Bearer ${token}`, '', 200],
      [`Bearer ${token}`, '?scopes=a', 200],
      [`Bearer ${token}`, '?scopes=b', 403],
    ] as const) {
      statements.length = 0
      expect(await ask(field, scopes)).toBe(status)
      const selects = statements.filter(
        (text) => !/last_used_at/.test(text) || /^SELECT/i.test(text),
      )
      expect(selects).toHaveLength(1)
      expect(selects[0]).toMatch(/^SELECT [^]*WHERE [^]*(?:"id"|digest)/i)
    }
    // Nothing is asked where nothing can be found.
    statements.length = 0
    expect([await ask('Basic %%%'), await ask('Bearer x')]).toEqual([401, 403])
    expect(statements).toEqual([])
    await server.stop()
    await api.close()
    await pool.end()
  })
})

function noteStatements(client: pg.PoolClient, statements: string[]): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  Object.assign(client, {
    query: (...given: unknown[]) => {
      const [first] = given
      statements.push(
        typeof first === 'string' ? first : String((first as { text?: unknown }).text),
      )
      return query(...given)
    },
  })
}
