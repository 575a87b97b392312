/** Users, tokens, events and counters, as an operator finds them on a working day. */
import { sqlCounters } from 'tokenapi/admin'
import { type EventEntry, sqlEvents } from 'tokenapi/audit'

import { SQL_ACCESS } from '../../../../tokenapi/src/stores/sql/sql-access.ts'
import type { startAdmin } from './admin-server.ts'
import { countersOfAWeek } from './counters-of-a-week.ts'

/** What axe-core finds in a page. */
export interface Violations {
  readonly violations: readonly { id: string; nodes: readonly { html: string }[] }[]
}

interface SqlAccess {
  readonly database: { once(sql: string): Promise<void> }
}

type Admin = Awaited<ReturnType<typeof startAdmin>>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Of documentation: RFC 5737 and RFC 3849. */
const OFFICE = '198.51.100.24'
const HOME = '203.0.113.87'
const STRANGER = '192.0.2.199'
const SERVER = '2001:db8::17'

const PEOPLE = [
  'aisha.khan',
  'ben.osei',
  'carla.moreau',
  'chen.yu',
  'dmitri.volkov',
  'elena.rossi',
  'fatima.zahra',
  'jörg.weiß',
  'li.wei',
  'o.connor',
  'a-name-with-forty-letters-and-more@example.org',
]

export async function fillTables(admin: Admin): Promise<void> {
  const now = Date.now()
  await addUsers(admin, now)
  await addTokens(admin, now)
  await admin.audit.flush()
  const events = sqlEvents(admin.database.store)
  // What this function did.
  await events.prune(new Date(now + DAY))
  await events.append(eventsOf(now))
  const counters = countersOfAWeek(now)
  for (let i = 0; i < counters.length; i += 500) {
    await sqlCounters(admin.database.store).add(counters.slice(i, i + 500))
  }
}

async function addUsers({ database }: Admin, now: number): Promise<void> {
  const password = (await database.store.findByUsername('maria'))?.password ?? ''
  const many = Array.from({ length: 120 }, (_, i) => `user-${String(i).padStart(4, '0')}`)
  const person = (username: string, i: number) => ({
    username,
    password,
    isActive: username !== 'dmitri.volkov',
    columns: {
      email: username.includes('@') ? username : `${username}@example.org`,
      last_login: timeOf(now - 37 * MINUTE - i * 5 * HOUR),
      date_joined: timeOf(now - (40 + 31 * i) * DAY),
    },
  })
  await database.admin.records.add([
    ...PEOPLE.map(person),
    { username: 'svc-backup', password: '!', columns: {} },
    { username: 'svc-reports', password: '!', columns: {} },
    { ...person('vera.lindqvist', 2), columns: { is_staff: true } },
    ...many.map(person),
  ])
  const access = (database.store as object as Record<symbol, SqlAccess>)[SQL_ACCESS]
  await access?.database.once(
    `UPDATE auth_user SET last_login = '${timeOf(now - 4 * MINUTE)}' WHERE username = 'maria'`,
  )
}

async function addTokens({ database, api }: Admin, now: number): Promise<void> {
  const uses: Parameters<typeof database.store.tokens.recordUse>[0][number][] = []
  const issue = async (
    username: string,
    name: string,
    scopes: string[],
    use?: readonly [minutesAgo: number, address: string, userAgent: string],
  ) => {
    const user = await database.store.findByUsername(username)
    const { record } = await api.accessTokens.issue(user?.id ?? 0, { name, scopes })
    if (use !== undefined) {
      const [minutesAgo, address, userAgent] = use
      uses.push({ id: record.id, usedAt: now - minutesAgo * MINUTE, address, userAgent })
    }
    return record
  }
  const old = await issue('maria', 'old phone', ['reports:read'])
  await issue('maria', 'phone', ['reports:read', 'reports:write'], [4, HOME, 'Acme/4.2 (iPhone)'])
  await issue('maria', 'laptop', ['reports:read'], [190, OFFICE, 'Acme/4.1 (macOS)'])
  await issue('svc-backup', 'nightly backup', ['backup:write'], [831, SERVER, 'curl/8.5'])
  await issue('svc-reports', 'weekly report', ['reports:read'], [5_200, SERVER, 'python/3.12'])
  await issue('jörg.weiß', 'tablet', ['reports:read'], [52, HOME, 'Acme/4.2 (iPad)'])
  await issue('chen.yu', 'test script', [])
  await api.accessTokens.revoke(old.id)
  await database.store.tokens.recordUse(uses)
}

/** From the oldest to the newest. */
function eventsOf(now: number): readonly EventEntry[] {
  const at = (secondsAgo: number, name: string, rest: Omit<EventEntry, 'time' | 'name'>) => ({
    time: new Date(now - secondsAgo * 1_000),
    name,
    ...rest,
  })
  const maria = { userId: '2', username: 'maria' }
  const refused = { address: STRANGER, method: 'GET', path: '/index.json', code: 'invalid_token' }
  return [
    at(9_100, 'login.succeeded', { ...maria, address: HOME }),
    at(7_900, 'login.failed', { username: 'chen.yu', address: OFFICE, reason: 'wrong password' }),
    at(7_860, 'login.succeeded', { userId: '7', username: 'chen.yu', address: OFFICE }),
    at(6_400, 'admin.user.added', {
      userId: '15',
      username: 'svc-backup',
      address: OFFICE,
      details: { actor: 'root' },
    }),
    at(4_210, 'password.upgraded', { userId: '11', username: 'jörg.weiß', address: HOME }),
    at(3_300, 'token.rotated', { userId: '11', address: HOME }),
    at(2_700, 'authentication.refused', { ...refused, address: HOME, reason: 'expired token' }),
    at(1_950, 'admin.user.deactivated', {
      userId: '8',
      username: 'dmitri.volkov',
      address: OFFICE,
      details: { actor: 'root' },
    }),
    at(1_320, 'login.failed', { ...maria, address: STRANGER, reason: 'wrong password' }),
    at(560, 'login.failed', { username: 'admin', address: STRANGER, reason: 'unknown user' }),
    at(548, 'login.failed', { username: 'test', address: STRANGER, reason: 'unknown user' }),
    at(541, 'login.throttled', { ...maria, address: STRANGER, reason: 'too many attempts' }),
    at(533, 'login.throttled', { username: 'admin', address: STRANGER }),
    at(410, 'login.succeeded', { userId: '9', username: 'elena.rossi', address: OFFICE }),
    at(215, 'authentication.refused', { ...refused, reason: 'unknown token' }),
    at(190, 'authentication.refused', { ...refused, reason: 'unknown token' }),
    at(75, 'token.revoked', { ...maria, address: OFFICE, details: { count: 1 } }),
  ]
}

function timeOf(time: number): string {
  return new Date(time).toISOString()
}
