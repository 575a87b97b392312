import { expect, it } from 'vitest'

import { auditTrail, sqlEvents } from '../../../src/audit/index.ts'
import { createTokenApi } from '../../../src/index.ts'
import { describeEachPeer } from '../../support/peers/each-peer.ts'
import { DATABASES, SECRET_KEY } from './nodes.ts'

const TABLES = {
  SQLite: "SELECT name FROM sqlite_master WHERE type = 'table'",
  PostgreSQL: "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
  MariaDB:
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()',
  MySQL: 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database()',
}

describeEachPeer(DATABASES)('on %s', (name, fresh) => {
  it('T-03: no table has an access token, in no encoding', async () => {
    const { user, node, query, end } = await fresh()
    const { store } = node()
    const audit = auditTrail(sqlEvents(store))
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store,
      accessTokens: true,
      onEvent: (event) => audit.record(event),
    })
    const first = await api.accessTokens.issue(user.id, { name: 'Laptop' })
    const second = await api.accessTokens.rotate(first.record.id)
    const third = await api.accessTokens.issue(user.id)
    const secrets = [first, second ?? never(), third].map(({ token }) => token)
    for (const token of secrets) await api.verify({ token })
    // What is refused may be recorded too.
    await api.accessTokens.revoke(third.record.id)
    const guarded = api.tokenRequired(() => new Response('{}'))
    const authorization = `Bearer ${third.token}`
    await guarded(new Request('http://localhost/', { headers: { authorization } }))
    await guarded(new Request(`http://localhost/?token=${third.token}`))
    await api.close()
    await audit.close()

    const rows: unknown[] = []
    for (const table of await query<{ name: string }>(TABLES[name as keyof typeof TABLES])) {
      rows.push(...(await query(`SELECT * FROM ${table.name}`)))
    }
    const dump = rows.map(textOf).join('\n')
    // The rows are there.
    expect(dump).toContain(third.record.id)
    expect(dump).toContain('token.rotated')
    for (const token of secrets) {
      const random = token.slice(token.indexOf('_') + 1)
      for (const text of [token, random, random.slice(0, 43), token.slice(-20)]) {
        const bytes = Buffer.from(text)
        for (const form of [text, bytes.toString('hex'), bytes.toString('base64url')]) {
          expect(dump.toLowerCase()).not.toContain(form.toLowerCase())
        }
        expect(dump).not.toContain(bytes.toString('base64').replace(/=+$/, ''))
      }
    }
    await end()
  })
})

/** Bytes as the texts that they may be. */
function textOf(row: unknown): string {
  return Object.values(row as object)
    .map((value) =>
      value instanceof Uint8Array
        ? [Buffer.from(value).toString(), Buffer.from(value).toString('hex')].join(' ')
        : String(value),
    )
    .join('\n')
}

function never(): never {
  throw new Error('the token was not rotated')
}
