/**
 * The outputs on docs/troubleshooting.md are those of `tokenapi explain` for real mistakes. After a change of
 * words: `npx vitest run docs/troubleshooting.test.ts --update`.
 */
import { DatabaseSync } from 'node:sqlite'

import {
  type Explanation,
  type StoredUser,
  type TokenApiOptions,
  createTokenApi,
  describeExplanation,
} from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { sqliteStore } from 'tokenapi/sqlite'
import { fakeClock } from 'tokenapi/testing'
import { expect, it } from 'vitest'

import { textOf } from './support/blocks.ts'

const SECRET = 'the secret key of the server that refuses'
const OLD = 'an older secret key, of another server'
const NOON = '2026-01-10T12:00:00Z'
const hashOf = (digit: string): string => `pbkdf2_sha256$1500000$salt$${digit.repeat(43)}=`
const maria = { id: 17, username: 'maria', password: hashOf('A'), isActive: true }

/** An api over these users, as the server that refuses has it. */
function apiOver(users: readonly StoredUser[], options: Partial<TokenApiOptions> = {}) {
  const store = memoryStore(users)
  const { now } = fakeClock(NOON)
  return createTokenApi({ secretKey: SECRET, store, now, loginThrottle: false, ...options })
}

/** Maria's token, made by a server with these options. */
function tokenBy(options: Partial<TokenApiOptions> = {}): string {
  return apiOver([maria], options).makeToken(maria)
}

function customers() {
  const database = new DatabaseSync(':memory:')
  database.exec('CREATE TABLE customers (id INTEGER PRIMARY KEY, username TEXT, password TEXT)')
  database.exec(`INSERT INTO customers VALUES (17, 'Bob Stone, Oslo', 'blue')`)
  return sqliteStore(database, { users: { table: 'customers', isActive: null } })
}

const CASES: Readonly<Record<string, () => Promise<string>>> = {
  'other-secret': () => explained(apiOver([maria]), tokenBy({ secretKey: OLD })),
  'key-not-in-list': () =>
    explained(
      apiOver([maria], { secretKey: [SECRET, 'a fallback key that is in the list'] }),
      tokenBy({ secretKey: OLD }),
    ),
  'password-changed': () => explained(apiOver([{ ...maria, password: hashOf('B') }]), tokenBy()),
  'other-time-zone': () =>
    explained(apiOver([maria], { maxFutureDays: 0 }), tokenBy({ timeZone: 'Pacific/Auckland' })),
  'clock-off': () =>
    explained(apiOver([maria]), tokenBy({ now: fakeClock('2026-01-13T12:00:00Z').now })),
  'expired': () =>
    explained(apiOver([maria]), tokenBy({ now: fakeClock('2026-01-02T12:00:00Z').now })),
  'wrong-table': () => explained(apiOver([], { store: customers() }), tokenBy()),
  'inactive': () => explained(apiOver([{ ...maria, isActive: false }]), tokenBy()),
  'swapped': () => explained(apiOver([maria]), '17', tokenBy()),
  'cut': () => explained(apiOver([maria]), tokenBy().slice(0, 16)),
  'access-off': () =>
    accessExplained(async (request) => apiOver([maria]).explain(request), 'missing_credentials'),
  'access-quoted': () =>
    accessExplained((request, { api }, { token }) => {
      request.headers.set('authorization', `Bearer "${token}"`)
      return api.explain(request)
    }, 'missing_credentials'),
  'access-expired': () =>
    accessExplained((request, { api, clock }) => {
      clock.advance({ days: 31 })
      return api.explain(request)
    }),
  'access-revoked': () =>
    accessExplained(async (request, { api }, { record }) => {
      await api.accessTokens.revoke(record.id)
      return api.explain(request)
    }),
  'access-rotated': () =>
    accessExplained(async (request, { api, clock }, { record }) => {
      await api.accessTokens.rotate(record.id)
      clock.advance({ minutes: 2 })
      return api.explain(request)
    }),
  'access-scope': () =>
    accessExplained(
      (request, { api }) => api.explain(request, { scopes: ['reports:write'] }),
      'insufficient_scope',
    ),
  'ticket-used': () =>
    ticketExplained(async ({ api }, request) => {
      await api.authenticate(request, { tickets: true })
      return api.explain(request, { tickets: true })
    }),
  'ticket-path': () =>
    ticketExplained(({ api }, { url }) =>
      api.explain(new Request(url.replace('report', 'reports')), { tickets: true }),
    ),
  'ticket-not-read': () =>
    ticketExplained(({ api }, request) => api.explain(request), 'missing_credentials'),
}

/** Maria's server with access tokens. */
function accessWorld() {
  const clock = fakeClock(NOON)
  return { clock, api: apiOver([maria], { now: clock.now, accessTokens: { prefix: 'acme' } }) }
}
type World = ReturnType<typeof accessWorld>
type Issued = Awaited<ReturnType<World['api']['accessTokens']['issue']>>

async function accessExplained(
  explain: (request: Request, world: World, issued: Issued) => Promise<Explanation>,
  code = 'invalid_token',
): Promise<string> {
  const world = accessWorld()
  const options = { name: 'Phone of Maria', scopes: ['reports:read'] }
  const issued = await world.api.accessTokens.issue(17, options)
  const headers = { authorization: `Bearer ${issued.token}` }
  const explanation = await explain(new Request('http://x/report', { headers }), world, issued)
  expect(explanation).toMatchObject({ accepted: false, code })
  // The id is random.
  return describeExplanation(explanation).replaceAll(issued.record.id, '1mRrc9xXy0aQ2sVbT4uWz7')
}

async function ticketExplained(
  explain: (world: World, request: Request) => Promise<Explanation>,
  code = 'invalid_token',
): Promise<string> {
  const world = accessWorld()
  const { token } = await world.api.accessTokens.issue(17, { scopes: ['*'] })
  const authentication = await world.api.verify({ token })
  const permission = { method: 'GET', path: '/report.pdf', seconds: 60, once: true }
  const ticket = world.api.tickets.issue(authentication, permission)
  const explanation = await explain(world, new Request(`http://x/report.pdf?ticket=${ticket}`))
  expect(explanation).toMatchObject({ accepted: false, code })
  return describeExplanation(explanation)
}

async function explained(
  api: ReturnType<typeof apiOver>,
  token: string,
  user = '17',
): Promise<string> {
  const explanation = await api.explain({ user, token })
  expect(explanation).toMatchObject({ accepted: false, code: 'invalid_token' })
  return describeExplanation(explanation)
}

const BLOCK = /(<!-- explain: (\S+) -->\n\n```text\n)[^]*?```/g

it('every output is the real one, and every case is on the page', async () => {
  const page = textOf('docs/troubleshooting.md')
  const names = [...page.matchAll(BLOCK)].map(([, , name]) => name)
  expect(names.toSorted()).toEqual(Object.keys(CASES).toSorted())
  const outputs = new Map<string, string>()
  for (const [name, run] of Object.entries(CASES)) outputs.set(name, await run())
  const real = page.replace(
    BLOCK,
    (_, before: string, name: string) => `${before}${outputs.get(name)}\n\`\`\``,
  )
  await expect(real).toMatchFileSnapshot('troubleshooting.md')
})
