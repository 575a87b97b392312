/** The endpoints of the gateway, asked as each proxy asks. */
import { type IncomingMessage, request } from 'node:http'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readConfig } from '../../dist/config/read-config.js'
import { UnavailableError } from 'tokenapi'
import { type TokenServer, SETTINGS, listenWith, startTokenServer } from './support/token-server.ts'

let server: TokenServer
beforeAll(async () => {
  server = await startTokenServer()
})
afterAll(() => server?.stop())

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly from?: string
  readonly body?: string
  readonly port?: number
}

async function ask(path: string, asked: Asked = {}): Promise<IncomingMessage> {
  const { method = 'GET', headers = {}, from, body, port = server.port } = asked
  return new Promise((resolve, reject) => {
    request(
      {
        ...{ host: '127.0.0.1', port, path, method, headers },
        ...(from === undefined ? {} : { localAddress: from }),
        agent: false,
      },
      (response) => resolve(response.resume()),
    )
      .on('error', reject)
      .end(body)
  })
}

const OWN = ['x-userid', 'x-username', 'x-tokenid', 'x-scopes'] as const

/** What each proxy sends, by its documentation, for `DELETE /reports/7?x=1` of a client. */
const QUESTIONS = [
  [
    'nginx',
    '/gateway/nginx',
    'GET',
    { 'x-original-method': 'DELETE', 'x-original-uri': '/reports/7?x=1' },
  ],
  [
    'HAProxy',
    '/gateway/haproxy',
    'GET',
    { 'x-original-method': 'DELETE', 'x-original-uri': '/reports/7?x=1' },
  ],
  [
    'Caddy',
    '/gateway/caddy',
    'GET',
    { 'x-forwarded-method': 'DELETE', 'x-forwarded-uri': '/reports/7?x=1' },
  ],
  [
    'Traefik',
    '/gateway/traefik',
    'GET',
    {
      'x-forwarded-method': 'DELETE',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'app.example.com',
      'x-forwarded-uri': '/reports/7?x=1',
      'x-forwarded-for': '203.0.113.7',
    },
  ],
  [
    'Envoy',
    '/gateway/envoy/reports/7?x=1',
    'DELETE',
    { 'content-length': '0', 'x-forwarded-for': '203.0.113.7', 'x-tokenapi-scopes': '' },
  ],
  [
    'oauth2-proxy',
    '/oauth2/auth',
    'GET',
    { 'x-forwarded-method': 'DELETE', 'x-forwarded-uri': '/reports/7?x=1' },
  ],
] as const

describe.each(QUESTIONS)('%s', (name, path, method, headers) => {
  const asking = (authorization?: string | string[], more: object = {}): Promise<IncomingMessage> =>
    ask(path, { method, headers: { ...headers, ...more, ...(authorization && { authorization }) } })

  it('200 with every identity header, for either kind of token', async () => {
    const names =
      name === 'oauth2-proxy'
        ? [
            'x-auth-request-user',
            'x-auth-request-email',
            'x-auth-request-preferred-username',
            'x-auth-request-groups',
          ]
        : OWN
    for (const field of [server.maria.bearer, server.zoe.basic]) {
      const answer = await asking(field)
      expect(answer.statusCode).toBe(200)
      for (const header of names) expect(answer.headers[header]).toMatch(/^[!-~]+( [!-~]+)*$/)
      expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'vary': 'Authorization' })
    }
  })

  it.each([
    ['no credentials', undefined, 401],
    ['a scheme that is not supported', 'Negotiate x', 401],
    ['a malformed field', 'Basic', 401],
    ['two fields', ['Bearer a', 'Bearer b'], 401],
    ['a bearer token without its user', 'Bearer 5hk-0123456789abcdef0123', 401],
    ['a wrong token', `Basic ${btoa('1:5hk-0123456789abcdef0123')}`, 403],
    ['the token of another user', `Basic ${btoa('2:PLACE')}`, 403],
    ['an access token that does not exist', `Bearer tokenapi_${'0'.repeat(49)}`, 403],
  ])('%s', async (_what, field, status) => {
    const own =
      typeof field === 'string' ? field.replace('PLACE', server.maria.classicToken) : field
    const answer = await asking(own)
    expect(answer.statusCode).toBe(status)
    expect(answer.headers['cache-control']).toBe('no-store')
    if (status === 401) expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="api"/)
    for (const header of OWN) expect(answer.headers).not.toHaveProperty(header)
  })

  it('the event has the method and the path that the client requested', async () => {
    const before = server.log.length
    expect((await asking()).statusCode).toBe(401)
    const event = (): string | undefined =>
      server.log.slice(before).find((line) => line.includes('"event":"authentication.refused"'))
    await expect.poll(event).toBeDefined()
    expect(JSON.parse(event() ?? '')).toMatchObject({ method: 'DELETE', path: '/reports/7' })
  })

  it('A-04: only the proxy may ask', async () => {
    const { authorization } = { authorization: server.maria.bearer }
    const forged = { ...headers, authorization, 'x-forwarded-for': '127.0.0.1' }
    const answer = await ask(path, { method, headers: forged, from: '127.0.0.2' })
    expect(answer.statusCode).toBe(403)
    for (const header of OWN) expect(answer.headers).not.toHaveProperty(header)
  })

  it('A-04: the URL of the client does not count as credentials', async () => {
    const { id, classicToken } = server.maria
    const query = `?user=${id}&token=${classicToken}`
    const own = { 'x-original-uri': `/${query}`, 'x-forwarded-uri': `/${query}` }
    const at = name === 'Envoy' ? `/gateway/envoy/${query}` : path
    expect((await ask(at, { method, headers: { ...headers, ...own } })).statusCode).toBe(401)
    expect((await ask(`${path.split('?')[0]}${query}`, { method, headers })).statusCode).toBe(401)
  })

  it('needs every scope that the proxy names', async () => {
    const scoped = (scopes: string, more = ''): Promise<IncomingMessage> =>
      name === 'Envoy'
        ? asking(server.maria.bearer, { 'x-tokenapi-scopes': scopes })
        : ask(`${path}?scopes=${encodeURIComponent(scopes)}${more}`, {
            headers: { ...headers, authorization: server.maria.bearer },
          })
    expect((await scoped('reports:read')).statusCode).toBe(200)
    expect((await scoped('reports:read reports:write')).statusCode).toBe(403)
    // What a client appends requires more, never less.
    expect((await scoped('reports:write', '&scopes=reports:read')).statusCode).toBe(403)
    // The configuration is wrong, which is not the client's mistake.
    expect((await scoped('"')).statusCode).toBe(503)
  })
})

it.each(['GET', 'HEAD', 'POST', 'OPTIONS', 'PROPFIND', 'TRACE', 'PURGE'])(
  'any method asks: %s',
  async (method) => {
    const headers = { authorization: server.maria.bearer }
    expect((await ask('/gateway/envoy/x', { method, headers })).statusCode).toBe(200)
    expect((await ask('/gateway/envoy/x', { method })).statusCode).toBe(401)
  },
)

it('a body is not read, and the connection serves the next request', async () => {
  const headers = { authorization: server.maria.bearer }
  const answer = await ask('/gateway/envoy/x', {
    method: 'POST',
    headers,
    body: 'x'.repeat(100_000),
  })
  expect(answer.statusCode).toBe(200)
})

it.each([
  '/gateway',
  '/gateway/',
  '/gateway/nginxx',
  '//gateway/nginx',
  '/gateway/%6eginx',
  '/gateway/apache',
])('%s is not an endpoint', async (path) => {
  expect((await ask(path, { headers: { authorization: server.maria.bearer } })).statusCode).toBe(
    404,
  )
})

it.each([
  '/gateway/nginx/../../token/x',
  '/gateway/caddy/%2e%2E/.%2e/token/x',
  '/gateway/envoy/./../../token/new.json?a=1',
  '/gateway/envoy/..\\..\\token/new.json',
  '/oauth2/auth/..',
])('A-04: %s, which is another path for others, is refused', async (path) => {
  const answer = await ask(path, { headers: { authorization: server.maria.bearer } })
  expect(answer.statusCode).toBe(403)
  for (const header of OWN) expect(answer.headers).not.toHaveProperty(header)
})

it('dots in the query string and in names are no dot segments', async () => {
  const headers = { authorization: server.maria.bearer }
  for (const path of ['/gateway/envoy/a?b=/../c', '/gateway/envoy/..a/b...', '/gateway/nginx/']) {
    expect((await ask(path, { headers })).statusCode, path).toBe(200)
  }
})

it('is off without GATEWAY, and has the endpoints that it names alone', async () => {
  const only = await startTokenServer({ GATEWAY: 'caddy' })
  const headers = { authorization: only.maria.bearer }
  expect((await ask('/gateway/caddy', { headers, port: only.port })).statusCode).toBe(200)
  expect((await ask('/gateway/nginx', { headers, port: only.port })).statusCode).toBe(404)
  await only.stop()
  const off = await startTokenServer({ GATEWAY: '' })
  expect((await ask('/gateway/caddy', { headers, port: off.port })).statusCode).toBe(404)
  await off.stop()
})

it('GATEWAY_CREDENTIALS=header,query: the URL of the original request, and no other', async () => {
  const open = await startTokenServer({ GATEWAY_CREDENTIALS: 'header,query' })
  const { id, classicToken } = open.maria
  const query = `/a?user=${id}&token=${classicToken}`
  const at = (path: string, name: string): Promise<IncomingMessage> =>
    ask(path, { headers: { [name]: query }, port: open.port })
  expect((await at('/gateway/nginx', 'x-original-uri')).statusCode).toBe(200)
  expect((await at('/gateway/nginx', 'x-forwarded-uri')).statusCode).toBe(401)
  expect((await at('/gateway/traefik', 'x-forwarded-uri')).statusCode).toBe(200)
  expect((await at('/gateway/traefik', 'x-original-uri')).statusCode).toBe(401)
  expect((await ask(`/gateway/envoy${query}`, { port: open.port })).statusCode).toBe(200)
  expect((await ask(`/gateway/nginx${query.slice(2)}`, { port: open.port })).statusCode).toBe(401)
  expect(open.log.join('')).not.toContain(classicToken)
  await open.stop()
})

it('503 with Retry-After while the database does not answer', async () => {
  const store = memoryStore([])
  const api = createTokenApi({
    secretKey: 'canary-secret-5wQ9x-of-these-tests-long-enough',
    store: { ...store, findById: () => Promise.reject(new UnavailableError('no answer')) },
    onEvent: () => {},
  })
  const down = await listenWith(api, readConfig(SETTINGS))
  const authorization = `Basic ${Buffer.from(`1:${api.makeToken({ id: 1, username: 'm', isActive: true, password: 'x' })}`).toString('base64')}`
  const answer = await ask('/gateway/nginx', { headers: { authorization }, port: down.port })
  expect(answer.statusCode).toBe(503)
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
  await down.stop()
})
