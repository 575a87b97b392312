/** What `tokenapi doctor` reports of access tokens and of the audit trail: tables, rights, records that wait. */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import {
  type Database,
  freshMariadb,
  freshPostgres,
  reducedRole,
} from '../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../tokenapi/test/support/peers/each-peer.ts'

import { examined, folder, foundBy, tokenapi } from './support/run-doctor.ts'

const ON = { ACCESS_TOKENS: 'true', AUDIT: 'true' }
const WEEKS_AGO = Date.now() - 30 * 86_400_000

describe('SQLite', () => {
  it('no tables, then tables, then records that wait to be removed', async () => {
    const path = join(folder(), 'app.sqlite3')
    const env = { DATABASE_URL: `sqlite:${path}` }
    await tokenapi(['migrate'], env)
    expect(foundBy(await examined(env), 'tokens')).toEqual([])
    expect(foundBy(await examined(env), 'events')).toEqual([])

    const database = new DatabaseSync(path)
    database.exec('DROP TABLE tokenapi_tokens; DROP TABLE tokenapi_events')
    const missing = await examined({ ...env, ...ON })
    expect(missing.ok).toBe(false)
    expect(foundBy(missing, 'tokens')).toEqual([
      'problem: there is no table "tokenapi_tokens": the server does not start | run `tokenapi migrate`',
    ])
    expect(foundBy(missing, 'events')).toEqual([
      'warning: there is no table "tokenapi_events": no event is recorded | run `tokenapi migrate`',
    ])

    await tokenapi(['migrate'], env)
    await tokenapi(['user', 'add', '--unusable', 'maria'], env)
    await tokenapi(['token', 'issue', 'maria'], { ...env, ...ON })
    expect(foundBy(await examined({ ...env, ...ON }), 'tokens')).toEqual([
      'ok: access tokens "tokenapi_…" are on, valid for 30 days; "tokenapi_tokens" exists, with the records of 0 tokens that ended | ',
    ])
    expect(foundBy(await examined({ ...env, ...ON }), 'events')).toEqual([
      'ok: "tokenapi_events" exists: events are recorded | ',
    ])
    database.prepare('UPDATE tokenapi_tokens SET ends_at = ?').run(WEEKS_AGO)
    expect(foundBy(await examined({ ...env, ...ON }), 'tokens')).toEqual([
      expect.stringMatching(
        /^note: .* the records of 1 token that ended, the first on \d{4}-\d\d-\d\d \| `tokenapi token prune` removes them/,
      ),
    ])
    database.close()
  })
})

const SERVERS = [
  ['PostgreSQL', freshPostgres],
  ['MariaDB', freshMariadb],
] as const

describeEachPeer(SERVERS)('rights on %s', (_name, fresh) => {
  let database: Database
  beforeAll(async () => {
    database = await fresh()
    expect((await tokenapi(['migrate'], { DATABASE_URL: database.url })).status).toBe(0)
  })
  afterAll(() => database.drop())

  const statements = (finding: string): readonly string[] =>
    finding.split('\n').filter((line) => line.startsWith('GRANT'))

  it('what is lacking is named, and the statements that are printed grant it', async () => {
    const url = await reducedRole(database, {
      auth_user: 'SELECT, UPDATE',
      tokenapi_kept_tokens: 'SELECT, INSERT, UPDATE, DELETE',
      tokenapi_tokens: 'SELECT',
      tokenapi_events: 'SELECT (seq, hash)',
    })
    const lacking = await examined({ DATABASE_URL: url, ...ON })
    const found = [...foundBy(lacking, 'tokens'), ...foundBy(lacking, 'events')]
    expect(found).toEqual([
      expect.stringMatching(/^problem: our role may read access tokens and not write them/),
      expect.stringMatching(/^warning: our role may not insert into "tokenapi_events"/),
    ])
    for (const sql of found.flatMap(statements)) await database.query(sql)
    const enough = await examined({ DATABASE_URL: url, ...ON })
    expect(foundBy(enough, 'tokens')).toEqual([expect.stringMatching(/^ok/)])
    expect(foundBy(enough, 'events')).toEqual([expect.stringMatching(/^ok/)])
    const issued = await tokenapi(['token', 'issue', '--id', '1'], { DATABASE_URL: url, ...ON })
    expect(issued).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/no user with the id/),
    })
  })

  it('a role for the server alone gets the rights that the settings need', async () => {
    const rights = async (env: Record<string, string>): Promise<string> =>
      foundBy(await examined({ DATABASE_URL: database.url, ...env }), 'rights').join('\n')
    expect(await rights({})).not.toMatch(/tokenapi_tokens|tokenapi_events/)
    expect(await rights(ON)).toMatch(
      /GRANT SELECT, INSERT, UPDATE, DELETE ON .tokenapi_tokens. TO [^]*tokenapi_token_locks[^]*tokenapi_used_tickets[^]*GRANT SELECT \(seq, hash\), INSERT ON .tokenapi_events. TO/,
    )
  })
})
