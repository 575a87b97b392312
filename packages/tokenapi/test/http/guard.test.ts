import { describe, expect, it } from 'vitest'

import { type UserStore, UnavailableError, createTokenApi, jsonResponse } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { guard } from '../../src/adapter.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'

const secretKey = 'a secret of these tests, long enough'
const iterations = 1_000
const maria = {
  id: 1,
  username: 'maria',
  password: await makePassword('right', { iterations }),
  isActive: true,
}
const passwordHasher = createPasswordHasher({ iterations })
const apiOver = (store: UserStore, options: object = {}) =>
  createTokenApi({ secretKey, store, passwordHasher, ...options })
const api = apiOver(memoryStore([maria]))
const token = api.makeToken(maria)
const url = (query = ''): string => `http://x/index.json${query}`
const good = `?user=1&token=${token}`

describe('every refusal has its status, code and challenge', () => {
  const view = api.tokenRequired(() => jsonResponse({}))
  it.each([
    [
      'nothing presented: a bare challenge',
      '',
      {},
      401,
      'missing_credentials',
      'Bearer realm="api"',
    ],
    [
      'a malformed header',
      '',
      { authorization: 'Basic %' },
      400,
      'invalid_request',
      'Bearer realm="api", error="invalid_request"',
    ],
    [
      'a wrong token',
      '?user=1&token=x',
      {},
      403,
      'invalid_token',
      'Bearer realm="api", error="invalid_token"',
    ],
    [
      'an id that is none',
      `?user=x&token=${token}`,
      {},
      403,
      'invalid_token',
      'Bearer realm="api", error="invalid_token"',
    ],
    ['a long URL', `?x=${'a'.repeat(8_200)}`, {}, 414, 'uri_too_long', null],
    [
      'too many parameters',
      `?${'a&'.repeat(1_001)}`,
      {},
      400,
      'invalid_request',
      'Bearer realm="api", error="invalid_request"',
    ],
  ])('%s', async (_name, query, headers, status, code, challenge) => {
    const plain = await view(new Request(url(query), { headers }))
    expect(plain.status).toBe(status)
    expect(plain.headers.get('www-authenticate')).toBe(challenge)
    expect(plain.headers.get('cache-control')).toBe('no-store')
    expect(Object.keys((await plain.json()) as object)).toEqual(['success', 'errors'])

    const problem = await view(
      new Request(url(query), {
        headers: { ...headers, accept: 'text/html, application/problem+json;q=0.9' },
      }),
    )
    expect(problem.headers.get('content-type')).toBe('application/problem+json')
    expect(await problem.json()).toMatchObject({ status, code, title: expect.any(String) })
  })

  it('q=0 wants no problem details', async () => {
    const response = await view(
      new Request(url(), { headers: { accept: 'application/problem+json;q=0' } }),
    )
    expect(response.headers.get('content-type')).toBe('application/json')
  })

  // A megabyte, so that a reading whose time grows with the square would take minutes.
  it('parameters of any length are read in one go', async () => {
    const accept = `application/problem+json;${' '.repeat(1_000_000)}x`
    const outcome = await guard(api, {
      method: 'GET',
      target: '/',
      header: (name) => (name === 'accept' ? accept : undefined),
      body: () => Promise.reject(new Error('is not asked')),
    })
    expect(outcome).toMatchObject({ ok: false, response: { status: 401 } })
  })
})

describe('a body is read as far as it should be', () => {
  const view = api.tokenRequired(async (request) => jsonResponse({ body: await request.text() }))
  const form = 'application/x-www-form-urlencoded'
  it('and is whole for the handler', async () => {
    const body = `user=1&token=${token}&rest=x`
    const response = await view(
      new Request(url(), { method: 'POST', body, headers: { 'content-type': form } }),
    )
    expect(await response.json()).toEqual({ body, success: true })
  })
  it.each([
    ['too large', 'x'.repeat(131_073), { 'content-type': form }, 413],
    ['just small enough', 'x'.repeat(131_072), { 'content-type': form }, 401],
    [
      'too large, and says it is small',
      'x'.repeat(131_073),
      { 'content-type': form, 'content-length': '1' },
      413,
    ],
    ['too many fields', 'a&'.repeat(1_001), { 'content-type': form }, 400],
    ['compressed', 'x', { 'content-type': form, 'content-encoding': 'gzip' }, 415],
    ['multipart without a boundary', 'x', { 'content-type': 'multipart/form-data' }, 400],
    ['large, and no form', 'x'.repeat(500_000), { 'content-type': 'text/plain' }, 401],
  ])('%s', async (_name, body, headers, status) => {
    const response = await view(
      new Request(url(), {
        method: 'POST',
        body,
        headers: headers as unknown as Record<string, string>,
      }),
    )
    expect(response.status).toBe(status)
  })
  it('limits are options', async () => {
    const small = apiOver(memoryStore([maria]), { limits: { body: 10, url: 60, fields: 2 } })
    const statuses = await Promise.all(
      [
        new Request(url(), {
          method: 'POST',
          body: 'x'.repeat(11),
          headers: { 'content-type': form },
        }),
        new Request(url(`?x=${'a'.repeat(60)}`)),
        new Request(url('?a&b&c')),
      ].map(async (request) => (await small.tokenRequired(() => jsonResponse({}))(request)).status),
    )
    expect(statuses).toEqual([413, 414, 400])
    expect(() => apiOver(memoryStore(), { limits: { body: 0 } })).toThrow(/`limits.body`/)
  })
})

describe('what cannot be told is 503, and the handler does not run', () => {
  const failures: readonly (readonly [string, () => never])[] = [
    [
      'UnavailableError',
      () => {
        throw new UnavailableError('down', { retryAfter: 7 })
      },
    ],
    [
      'an error of a driver',
      () => {
        throw new Error('ECONNRESET')
      },
    ],
    [
      'a text',
      () => {
        throw 'no'
      },
    ],
  ]
  it.each(failures)('a store that throws %s', async (_name, fail) => {
    let ran = false
    const events: string[] = []
    const store = {
      ...memoryStore([maria]),
      findById: async () => fail(),
      findByUsername: async () => fail(),
    }
    const broken = apiOver(store, {
      onEvent: ({ name }: { name: string }) => events.push(name),
    })
    const view = broken.tokenRequired(() => {
      ran = true
      return jsonResponse({})
    })
    const responses = [
      await view(new Request(url(good))),
      await broken.handle(new Request(`http://x/token/${token}/1.json`)),
      await broken.handle(
        new Request('http://x/token/new.json', {
          method: 'POST',
          body: new URLSearchParams({ username: 'maria', password: 'right' }),
        }),
      ),
    ]
    for (const response of responses) {
      expect(response.status).toBe(503)
      expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await response.text()).toBe(
        '{"success": false, "errors": "Temporarily unavailable, please try again."}',
      )
    }
    expect(ran).toBe(false)
    await delivered()
    expect(events).toEqual([
      'authentication.unavailable',
      'authentication.unavailable',
      'login.unavailable',
    ])
  })
  it('a full hashing queue', async () => {
    const full = apiOver(memoryStore([maria]), {
      passwordHasher: createPasswordHasher({ iterations: 200_000, jobs: 1, queue: 0 }),
    })
    const login = () =>
      full.handle(
        new Request('http://x/token/new.json', {
          method: 'POST',
          body: new URLSearchParams({ username: 'maria', password: 'x' }),
        }),
      )
    const statuses = await Promise.all(
      [login(), login()].map(async (response) => (await response).status),
    )
    expect(statuses.toSorted()).toEqual([401, 503])
  })
})

describe('a let-in answer is kept from caches', () => {
  it.each([
    ['nothing said', {}, 'no-store', 'Authorization'],
    [
      'the view knows better',
      { 'cache-control': 'private, max-age=5', 'vary': 'Accept' },
      'private, max-age=5',
      'Accept, Authorization',
    ],
    ['it varies already', { vary: 'authorization' }, 'no-store', 'authorization'],
  ])('%s', async (_name, headers, cache, vary) => {
    const response = await api.tokenRequired(() => jsonResponse({}, { headers }))(
      new Request(url(good)),
    )
    expect([response.headers.get('cache-control'), response.headers.get('vary')]).toEqual([
      cache,
      vary,
    ])
  })
  it('HEAD has the fields and no content', async () => {
    const response = await api.tokenRequired(() => jsonResponse({ a: 1 }))(
      new Request(url(good), { method: 'HEAD' }),
    )
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([
      200,
      '',
      'application/json',
    ])
  })
})

describe('a login as JSON', () => {
  const login = (body: string, options: object = {}) =>
    apiOver(memoryStore([maria]), options).handle(
      new Request('http://x/token/new.json', {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json; charset=utf-8' },
      }),
    )
  it.each([
    ['the pair', '{"username": "maria", "password": "right"}', 200],
    ['a wrong password', '{"username": "maria", "password": "x"}', 401],
    ['a missing one', '{"username": "maria"}', 401],
    ['no strings', '{"username": ["maria"], "password": ["right"]}', 400],
    ['planted on the prototype', '{"__proto__": {"username": "maria", "password": "right"}}', 401],
    ['a list', '[1]', 400],
    ['cut off', '{"username": "mar', 400],
    ['not UTF-8', '\ud800', 400],
  ])('%s', async (_name, body, status) => expect((await login(body)).status).toBe(status))
  it('is not read in compatibility mode, as the original', async () => {
    expect(
      (
        await login('{"username": "maria", "password": "right"}', {
          compatibility: 'django-tokenapi',
        })
      ).status,
    ).toBe(401)
  })
})

it('the authentication says when the token ends, and cannot be changed', async () => {
  const authentication = await apiOver(memoryStore([maria]), {
    now: () => new Date('2024-03-15T12:00:00Z'),
  }).authenticate(
    new Request(
      url(
        `?user=1&token=${apiOver(memoryStore([maria]), { now: () => new Date('2024-03-15T12:00:00Z') }).makeToken(maria)}`,
      ),
    ),
  )
  expect(authentication.token).toEqual({
    kind: 'classic',
    scopes: ['*'],
    issuedAt: new Date('2024-03-15T00:00:00Z'),
    expiresAt: new Date('2024-03-23T00:00:00Z'),
  })
  expect(Object.isFrozen(authentication)).toBe(true)
  expect(Object.isFrozen(authentication.token)).toBe(true)
  expect(JSON.parse(JSON.stringify(authentication.token))).toEqual({
    kind: 'classic',
    scopes: ['*'],
    issuedAt: '2024-03-15T00:00:00.000Z',
    expiresAt: '2024-03-23T00:00:00.000Z',
  })
  // A `Date` can be changed: whoever does so has one of their own.
  authentication.token.issuedAt.setFullYear(1999)
  expect(authentication.token.issuedAt).toEqual(new Date('2024-03-15T00:00:00Z'))
})

it('one response of `onRefused` for many: the first has it, the others our own words', async () => {
  const denied = new Response('please log in', { status: 401 })
  const view = api.tokenRequired({ onRefused: () => denied }, () => jsonResponse({}))
  const answers = await Promise.all(Array.from({ length: 6 }, () => view(new Request(url()))))
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(401))
  const [first, ...others] = await Promise.all(answers.map((answer) => answer.text()))
  expect(first).toBe('please log in')
  for (const text of others) expect(text).toContain('"success": false')
})

it('what an own refusal says of the connection that it came by is left out', async () => {
  const headers = { 'content-length': '3', 'transfer-encoding': 'chunked', 'x-own': '1' }
  const onRefused = (): Response => new Response('please log in', { status: 401, headers })
  const view = api.tokenRequired({ onRefused }, () => jsonResponse({}))
  const answer = await view(new Request(url()))
  expect(answer.headers.has('content-length')).toBe(false)
  expect(answer.headers.has('transfer-encoding')).toBe(false)
  expect(answer.headers.get('x-own')).toBe('1')
})

it('HEAD, refused or at the token routes: the length is that of the body of a GET', async () => {
  const plain = api.tokenRequired(() => jsonResponse({}))
  const worded = api.tokenRequired({ onRefused: () => new Response('é') }, () => jsonResponse({}))
  for (const [view, path] of [
    [plain, url()],
    [worded, url()],
    [api.handle, `http://x/token/${token}/1.json`],
  ] as const) {
    const [got, head] = await Promise.all(
      ['GET', 'HEAD'].map((method) => view(new Request(path, { method }))),
    )
    const { byteLength } = await (got as Response).arrayBuffer()
    expect(head?.headers.get('content-length')).toBe(String(byteLength))
    expect(await head?.text()).toBe('')
  }
})

it('HEAD: a body that nobody will read is cancelled', async () => {
  let cancelled = 0
  const body = (): ReadableStream => new ReadableStream({ cancel: () => void cancelled++ })
  const view = api.tokenRequired(() => new Response(body()))
  const answer = await view(new Request(url(good), { method: 'HEAD' }))
  expect([answer.status, answer.body]).toEqual([200, null])
  expect(cancelled).toBe(1)
})

it('a Latin-1 form is read as the original reads it', async () => {
  const zoe = { ...maria, username: 'zoé' }
  const response = await apiOver(memoryStore([zoe])).handle(
    new Request('http://x/token/new.json', {
      method: 'POST',
      body: Uint8Array.from(Buffer.from('username=zo%E9&password=right', 'latin1')),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=iso-8859-1' },
    }),
  )
  expect(response.status).toBe(200)
})
