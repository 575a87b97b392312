import { describe, expect, it } from 'vitest'

import { UnavailableError, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type Sent, askOf, tokenRoutes } from '../support/token-routes.ts'

const ID = '0'.repeat(22)
/** Every new route, with its method. */
const ROUTES = [
  ['GET', 'tokens.json'],
  ['POST', `tokens/${ID}/rename.json`],
  ['POST', `tokens/${ID}/rotate.json`],
  ['POST', `tokens/${ID}/revoke.json`],
  ['POST', 'tokens/current/rename.json'],
  ['POST', 'tokens/current/rotate.json'],
  ['POST', 'tokens/current/revoke.json'],
  ['POST', 'tokens/revoke-all.json'],
  ['POST', 'logout.json'],
  ['POST', 'introspect'],
  ['POST', 'revoke'],
] as const
const OAUTH = new Set(['introspect', 'revoke'])
const CODE = /^[a-z]+(?:_[a-z]+)*$/

/** RFC 9457 §3.1: `status` is that of the answer; no member beyond ours. */
async function expectProblem(response: Response, path: string): Promise<void> {
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('vary')).toContain('Authorization')
  expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  const problem = (await response.json()) as Record<string, unknown>
  const lacksScope = problem['code'] === 'insufficient_scope'
  expect(Object.keys(problem)).toEqual([
    ...['code', 'title', 'status'],
    ...(lacksScope ? ['scope'] : []),
    ...(OAUTH.has(path) ? ['error'] : []),
  ])
  expect(problem['status']).toBe(response.status)
  expect(problem['code']).toMatch(CODE)
  expect(problem['title']).toMatch(/^[A-Z`][^\n]{1,150}\.$/)
  if (OAUTH.has(path)) expect(problem['error']).toMatch(CODE)
  expect(JSON.stringify(problem)).not.toMatch(/acme_|node:| at \w+:|Error|undefined|select/)
  const challenge = response.headers.get('www-authenticate')
  if (lacksScope) expect(challenge).toContain(`scope="${String(problem['scope'])}"`)
  if (response.status === 401) expect(challenge).toMatch(/^Bearer realm="api"/)
  if (response.status === 405) expect(response.headers.get('allow')).toMatch(/^(?:POST|GET, HEAD)$/)
  if (response.status === 503) expect(response.headers.get('retry-after')).toMatch(/^\d+$/)
}

describe('H-05: every error of the new routes is problem details, whatever the client accepts', () => {
  const bodies: [string, Sent][] = [
    ['no body', {}],
    ['a list', { json: ['x'] }],
    ['invalid JSON', { headers: { 'content-type': 'application/json' }, form: { '{': '' } }],
    ['a wrong type', { json: { name: 1, current: 1, token: 1 } }],
    ['text', { json: 'x', headers: { 'content-type': 'text/plain' } }],
    ['a megabyte', { form: { name: 'x'.repeat(1_000_000) } }],
    [
      'too many fields',
      { form: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [i, ''])) },
    ],
    ['a compressed body', { form: { name: 'x' }, headers: { 'content-encoding': 'gzip' } }],
  ]
  const accepts = [undefined, 'application/json', 'application/problem+json;q=0', 'text/html']

  it.each(ROUTES)('%s %s', async (method, path) => {
    const { ask, issue, loginAs } = tokenRoutes()
    const statuses = new Set<number>()
    const send = async (with_: string, sent: Sent): Promise<void> => {
      for (const accept of accepts) {
        const headers = { ...sent.headers, ...(accept === undefined ? {} : { accept }) }
        const response = await ask(with_, path, { ...sent, headers })
        statuses.add(response.status)
        if (response.status >= 400) await expectProblem(response, path)
      }
    }
    await send(method, {})
    await send(method, { token: 'x' })
    await send(method, { headers: { authorization: 'Basic' } })
    await send(method, { headers: { authorization: loginAs('maria').authorization } })
    await send(method, { token: (await issue('maria', [])).token })
    for (const other of ['PUT', 'PATCH', 'DELETE', method === 'GET' ? 'POST' : 'GET']) {
      await send(other, {})
    }
    if (method === 'POST') {
      for (const [, sent] of bodies)
        await send(method, { ...sent, token: (await issue('maria')).token })
    }
    expect([...statuses]).toEqual(expect.arrayContaining([401, 405]))
  })

  it('an outage, too', async () => {
    const store = memoryStore([{ id: 1, username: 'maria', password: '!', isActive: true }])
    let isDown = false
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store: {
        ...store,
        tokens: {
          ...store.tokens,
          find: (digest) => {
            if (isDown) throw new UnavailableError('select acme_x from node:net')
            return store.tokens.find(digest)
          },
        },
      },
      accessTokens: true,
      onEvent: () => {},
    })
    const { token } = await api.accessTokens.issue(1, { scopes: ['*'] })
    isDown = true
    for (const [method, path] of ROUTES) {
      const response = await askOf(api)(method, path, { token })
      expect(response.status).toBe(503)
      await expectProblem(response, path)
    }
  })

  it('`onRefused` of the application has the last word', async () => {
    const { ask } = tokenRoutes({ onRefused: ({ status }) => new Response('own', { status }) })
    expect(await (await ask('GET', 'tokens.json')).text()).toBe('own')
  })

  it('the classic bodies are as they were', async () => {
    const { ask } = tokenRoutes()
    for (const [method, path, status] of [
      ['GET', 'new.json', 405],
      ['POST', 'new.json', 401],
      ['GET', `${'x'.repeat(24)}/1.json`, 401],
      ['GET', `acme_${'x'.repeat(49)}/1.json`, 401],
      ['GET', 'nothing', 404],
    ] as const) {
      const response = await ask(method, path)
      expect(response.status).toBe(status)
      expect(Object.keys((await response.json()) as object)).toEqual(['success', 'errors'])
      const asked = await ask(method, path, { headers: { accept: 'application/problem+json' } })
      expect(Object.keys((await asked.json()) as object)).toEqual(['code', 'title', 'status'])
    }
  })

  it('where access tokens are off there is nothing at these addresses', async () => {
    const { ask, loginAs } = tokenRoutes({ accessTokens: undefined })
    const nothing = await (await ask('GET', 'nothing')).text()
    for (const [method, path] of ROUTES) {
      const response = await ask(method, path, { headers: { ...loginAs('maria') } })
      expect(response.status).toBe(404)
      expect(await response.text()).toBe(nothing)
    }
  })
})
