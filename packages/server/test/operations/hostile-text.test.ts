/** Texts that a database cannot hold, or that mean something in SQL: a refusal or an empty list, and never an outage. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import {
  freshMariadb,
  freshMysql,
  freshPostgres,
} from '../../../tokenapi/test/support/databases.ts'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { startManagement } from './bench-app.ts'

const DATABASES = [
  ['SQLite', async () => ({})],
  ['PostgreSQL', async () => ({ DATABASE_URL: (await freshPostgres()).url })],
  ['MariaDB', async () => ({ DATABASE_URL: (await freshMariadb()).url })],
  ['MySQL', async () => ({ DATABASE_URL: (await freshMysql()).url })],
] as const

const TEXTS = [
  '%',
  '_',
  '\\',
  "' OR 1=1 --",
  '\0',
  'a\0b',
  '\ud800',
  'half \udc00 of a pair',
  '\u{1f600}',
  '\u{10ffff}',
  '\ufeffmark',
  '\u202eevil',
  'zero\u200bwidth',
  'line\r\nX-Injected: 1',
  '\u001b[31mred',
  'x'.repeat(150),
  '\u{1f600}'.repeat(75),
  '1e3',
  '-0',
  '99999999999999999999',
  '9223372036854775807',
  ' ',
]

describeEachPeer(DATABASES)('over %s', (_name, place) => {
  let management: Awaited<ReturnType<typeof startManagement>>
  let token: string
  beforeAll(async () => {
    management = await startManagement(await place())
    token = await management.tokenWith(['admin:*'])
  })
  afterAll(() => management?.close())

  const cursor = (...last: unknown[]): string =>
    Buffer.from(JSON.stringify(last)).toString('base64url')

  it.each(TEXTS)('%j', async (text) => {
    // A URL holds no half of a surrogate pair.
    const inPath = encodeURIComponent(Buffer.from(text).toString())
    const query = (name: string): string => `${name}=${inPath}`

    const asked: readonly (readonly [string, string, unknown?])[] = [
      ['GET', `/users?${query('search')}`],
      ['GET', `/users?after=${cursor(text, '1')}`],
      ['GET', `/users?after=${cursor('a', text)}`],
      ['GET', `/users?search=a&after=${cursor(text, '1')}`],
      ['GET', `/users?after=${inPath}`],
      ['GET', `/users/${inPath}`],
      ['GET', `/events?${query('user')}`],
      ['GET', `/events?${query('name')}`],
      ['GET', `/events?${query('address')}`],
      ['GET', `/events?${query('before')}`],
      ['GET', `/tokens?${query('userId')}`],
      ['GET', `/tokens?${query('scope')}`],
      ['GET', `/tokens?${query('unusedSince')}`],
      ['POST', '/tokens', { userId: text }],
      ['POST', '/tokens', { userId: 2, name: text }],
      ['POST', '/tokens', { userId: 2, scopes: [text] }],
      ['POST', '/tokens', { userId: 2, expiresAt: text }],
      ['POST', '/users', { username: text, password: null }],
      ['POST', '/users', { username: `${text} p`.slice(0, 150), password: text.repeat(15) }],
      ['PATCH', '/users/2', { password: `${text} a long one, of many words` }],
      ['POST', '/explain', { token: text }],
      ['POST', '/explain', { token: '5hk-0123456789abcdef0123', user: text, scopes: [text] }],
      ['POST', `/users/${inPath}/unlock`],
      ['DELETE', `/tokens/${inPath}`],
    ]
    for (const [method, path, body] of asked) {
      const answer = await management.ask(token, method, path, body)
      const what = `${method} ${path} ${JSON.stringify(body)}: ${JSON.stringify(answer.body)}`
      expect(answer.status, what).toBeLessThan(500)
      // A search finds nothing.
      if (method === 'GET') expect([200, 400, 404], what).toContain(answer.status)
      expect(management.errors, what).toEqual([])
    }
  })

  it('dates and numbers that cannot be are refused', async () => {
    for (const [path, body] of [
      ['/events?before=1e308'],
      ['/events?before=9007199254740993'],
      ['/events?before=-1'],
      ['/tokens', { userId: 2, expiresAt: '2099-02-29T24:00:00Z' }],
      ['/tokens', { userId: 2, expiresAt: '9999-12-31T23:59:59.999Z' }],
      ['/tokens', { userId: 2, expiresAt: '2000-01-01T00:00:00Z' }],
      ['/tokens', { userId: 1e21 }],
      ['/tokens', { userId: 1.5 }],
      ['/tokens', { userId: null }],
    ] as const) {
      const { status } = await management.ask(
        token,
        body === undefined ? 'GET' : 'POST',
        path,
        body,
      )
      expect([400, 404], `${status} for ${path} ${JSON.stringify(body)}`).toContain(status)
    }
    expect(management.errors).toEqual([])
  })
})
