/** The management API over users in a new SQLite file, with access tokens and the audit trail. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { auditTrail, sqlEvents } from 'tokenapi/audit'
import { makePassword } from 'tokenapi/password'

import { apiOf } from '../../src/api.ts'
import { readConfig } from '../../src/config/read-config.ts'
import { openDatabase } from '../../src/database.ts'
import { administratorsOf } from '../../src/operations/management/administrators.ts'
import { managementApp } from '../../src/operations/management/management-app.ts'

export const PASSWORD = 'a password of the test'
/** Long enough for production. */
const SECRET_KEY = 'a secret key of the test, long enough for production'

/** The environment of a request that a session of the admin page makes. */
export const VIA_SESSION = {
  principal: {
    user: { id: 1, username: 'root' },
    via: 'session',
    isRecent: true,
    may: () => true,
    isStill: async () => true,
  },
} as const

/** Any JSON: tests look for what they expect. */
// oxlint-disable-next-line typescript/no-explicit-any -- a test of a wrong shape fails anyway
type Body = any

export async function startManagement(
  settings: Readonly<Record<string, string>> = {},
  options: { readonly largestImport?: number } = {},
) {
  const file = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'users.sqlite3')
  const config = readConfig({
    DATABASE_URL: `sqlite:${file}`,
    SECRET_KEY,
    ACCESS_TOKENS: 'true',
    AUDIT: 'true',
    PASSWORD_ITERATIONS: '1000',
    THROTTLE_URL: 'memory:',
    ...settings,
  })
  const database = openDatabase(config, { create: true })
  await database.admin.migrate()
  const password = await makePassword(PASSWORD, { iterations: 1_000 })
  await database.admin.records.add([
    { username: 'root', password, columns: { is_staff: true } },
    { username: 'maria', password, columns: { email: 'maria@example.org' } },
    { username: 'zoe', password, isActive: false },
  ])
  const audit = auditTrail(sqlEvents(database.store), { interval: 1 })
  const api = apiOf(config, database, [SECRET_KEY], { onEvent: audit.record })
  const events: { readonly name: string }[] = []
  const errors: unknown[] = []
  const administrators = administratorsOf(config, database)
  const app = managementApp(
    {
      config,
      database,
      api,
      administrators,
      ...options,
      onEvent: (event) => {
        events.push(event)
        audit.record(event)
      },
    },
    (error) => errors.push(error),
  )
  const tokenWith = async (scopes: readonly string[], userId = 1): Promise<string> =>
    (await api.accessTokens.issue(userId, { scopes })).token
  return {
    app,
    api,
    database,
    events,
    errors,
    administrators,
    config,
    tokenWith,
    audit,
    /** An answer, with its body read. */
    async ask(token: string | undefined, method: string, path: string, body?: unknown) {
      const response = await app.request(`/api/v1${path}`, {
        method,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as Body }
    },
    async close() {
      await audit.close()
      await api.close()
    },
  }
}
