/** Three outcomes: an answer, a refusal, and "cannot tell", which keeps the session. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createClient, isClientError } from '../../src/client/index.ts'
import { freePort } from '../../../../scripts/services.mjs'
import { type HttpServer, httpServer } from '../support/http-server.ts'

interface Answer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
  /** How many bytes of the body arrive before the connection is reset. */
  readonly cutAfter?: number
}

let answer: Answer
let server: HttpServer
beforeAll(async () => {
  server = await httpServer((_request, response) => {
    const { status, headers = {}, body = '', cutAfter } = answer
    response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) })
    if (cutAfter === undefined) response.end(body)
    else response.write(body.slice(0, cutAfter), () => response.socket?.resetAndDestroy())
  })
})
afterAll(() => server.close())

const problem = (status: number, code: string, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify({ code, title: `because of ${code}`, status }),
})
const page = (status: number, headers = {}): Answer => ({ status, headers, body: '<h1>Sorry</h1>' })
const challenge = (text: string) => ({ 'www-authenticate': text })
const INVALID = challenge('Bearer realm="api", error="invalid_token"')

/** A client with a session, and what its hook received. */
function withSession() {
  const errors: unknown[] = []
  const client = createClient({
    url: server.url,
    token: 'acme_token',
    user: 1,
    onUnauthorized: (error) => errors.push(error),
  })
  return { client, errors }
}

describe('client.fetch', () => {
  it.each<[string, Answer]>([
    ['any 2xx', { status: 204 }],
    ['not found', problem(404, 'not_found')],
    [
      'a 403 of the application',
      { status: 403, body: '{"success": false, "errors": "Not yours"}' },
    ],
    ['a 403 as problem details', problem(403, 'not_yours')],
    [
      'too little scope',
      problem(403, 'insufficient_scope', challenge('Bearer error="insufficient_scope"')),
    ],
    ['a 401 of a gateway', page(401, challenge('Basic realm="staging"'))],
    ['a 500', page(500)],
    ['a 304', { status: 304 }],
  ])('returns %s', async (_name, given) => {
    const { client, errors } = withSession()
    answer = given
    const response = await client.fetch('/index.json')
    expect(response.status).toBe(given.status)
    expect(await response.text()).toBe(given.status === 304 ? '' : (given.body ?? ''))
    expect(errors).toEqual([])
    expect(await client.session()).toEqual({ token: 'acme_token', user: 1 })
  })

  it.each<[string, Answer]>([
    ['the guard', problem(403, 'invalid_token', INVALID)],
    ['a token route', problem(401, 'invalid_token', INVALID)],
    ['a guard with an own body', page(403, INVALID)],
    ['a guard on another domain that exposes no challenge', problem(403, 'invalid_token')],
    ['a bare 401', { status: 401 }],
    ['a 401 of another Bearer scheme', page(401, challenge('bearer realm="x"'))],
  ])('a token refused by %s ends the session', async (_name, given) => {
    const { client, errors } = withSession()
    answer = given
    const { status } = given
    const refusal = { name: 'ClientError', outcome: 'refused', code: 'invalid_token', status }
    await expect(client.fetch('/index.json')).rejects.toMatchObject(refusal)
    expect(errors).toMatchObject([refusal])
    expect(await client.session()).toBeUndefined()
    const before = server.requests.length
    await expect(client.fetch('/index.json')).rejects.toMatchObject({ code: 'missing_credentials' })
    await expect(client.tokens.list()).rejects.toMatchObject({ code: 'missing_credentials' })
    await expect(client.rotate()).rejects.toMatchObject({ code: 'missing_credentials' })
    expect(server.requests.length).toBe(before)
    expect(errors).toHaveLength(1)
  })

  it.each<[string, Answer, object]>([
    [
      'an outage of the database',
      problem(503, 'temporarily_unavailable', { 'retry-after': '7' }),
      {
        code: 'temporarily_unavailable',
        retryAfter: 7,
        message: 'because of temporarily_unavailable',
      },
    ],
    ['the page of a proxy', page(502), { code: 'unexpected_answer', retryAfter: undefined }],
    ['a time-out of a proxy', page(504), { code: 'unexpected_answer' }],
    [
      'a date to wait for',
      page(503, { 'retry-after': 'Sun, 29 Nov 2026 12:00:00 GMT' }),
      { retryAfter: undefined },
    ],
    ['a limit', problem(429, 'too_many_attempts', { 'retry-after': '60' }), { retryAfter: 60 }],
  ])('%s: cannot tell, and the session remains', async (_name, given, error) => {
    const { client, errors } = withSession()
    answer = given
    const { status } = given
    await expect(client.fetch('/x')).rejects.toMatchObject({
      outcome: 'cannot_tell',
      status,
      ...error,
    })
    expect(errors).toEqual([])
    expect(await client.session()).toBeDefined()
  })

  it('a server that is not there: cannot tell, with the cause', async () => {
    const client = createClient({ url: `http://127.0.0.1:${await freePort()}`, token: 'acme_x' })
    const error = await client.fetch('/x').catch((reason: unknown) => reason)
    expect(isClientError(error)).toBe(true)
    expect(error).toMatchObject({ outcome: 'cannot_tell', status: 0, code: 'unreachable' })
    expect((error as Error).cause).toBeInstanceOf(TypeError)
    expect(await client.session()).toBeDefined()
  })

  it.each<[string, RequestInit]>([
    ['a body with GET', { method: 'GET', body: 'x' }],
    ['an unknown method', { method: 'NO METHOD' }],
    ['an invalid header', { headers: { 'x-y': 'a\nb' } }],
  ])('%s is a mistake of the caller, and no outage', async (_name, init) => {
    const { client } = withSession()
    await expect(client.fetch('/x', init as { redirect: 'manual' })).rejects.toThrow(TypeError)
  })
})

describe('a method of the token routes', () => {
  it.each<[string, Answer, object]>([
    [
      'a refusal',
      problem(403, 'insufficient_scope'),
      { outcome: 'refused', code: 'insufficient_scope', status: 403 },
    ],
    [
      'a refusal of the original',
      { status: 400, body: '{"success": false, "errors": "No"}' },
      { outcome: 'refused', code: 'refused', message: 'No' },
    ],
    ['no such route', problem(404, 'not_found'), { outcome: 'refused', code: 'not_found' }],
    [
      'the page of a proxy',
      page(403),
      { outcome: 'cannot_tell', code: 'unexpected_answer', status: 403 },
    ],
    [
      'the page of a hotel',
      page(200),
      { outcome: 'cannot_tell', code: 'unexpected_answer', status: 200 },
    ],
    ['JSON of somebody else', { status: 200, body: '{"tokens": []}' }, { outcome: 'cannot_tell' }],
    ['JSON that is no object', { status: 200, body: 'null' }, { outcome: 'cannot_tell' }],
    [
      'half an answer',
      { status: 200, body: '{"success": true, "tokens": []}', cutAfter: 9 },
      { outcome: 'cannot_tell' },
    ],
    ['an error of the server', page(500), { outcome: 'cannot_tell', status: 500 }],
  ])('%s', async (_name, given, error) => {
    const { client, errors } = withSession()
    answer = given
    await expect(client.tokens.list()).rejects.toMatchObject(error)
    expect(errors).toEqual([])
    expect(await client.session()).toBeDefined()
  })

  it.each<[string, Answer, object]>([
    [
      'a wrong password',
      problem(401, 'invalid_login', challenge('Bearer realm="api"')),
      { outcome: 'refused', code: 'invalid_login' },
    ],
    [
      'a wrong password, at the original',
      { status: 401, body: '{"success": false, "errors": "Unable to log you in"}' },
      { outcome: 'refused', message: 'Unable to log you in' },
    ],
    [
      'too many attempts',
      problem(429, 'too_many_attempts', { 'retry-after': '30' }),
      { outcome: 'cannot_tell', retryAfter: 30 },
    ],
    ['the page of a hotel', page(200), { outcome: 'cannot_tell' }],
  ])(
    'login, %s: the session of before remains, and no hook is called',
    async (_name, given, error) => {
      const { client, errors } = withSession()
      answer = given
      const login = client.login({ username: 'maria', password: 'x' })
      await expect(login).rejects.toMatchObject(error)
      expect(errors).toEqual([])
      expect(await client.session()).toEqual({ token: 'acme_token', user: 1 })
    },
  )

  it.each<[string, Answer]>([
    ['done', { status: 200, body: '{"revoked": 1, "success": true}' }],
    ['the token has ended', problem(401, 'invalid_token', INVALID)],
    ['a classic token', problem(400, 'unsupported_token_type')],
    ['no such route', problem(404, 'not_found')],
  ])('logout, %s: the session is gone, and no hook is called', async (_name, given) => {
    const { client, errors } = withSession()
    answer = given
    await client.logout()
    expect(await client.session()).toBeUndefined()
    expect(errors).toEqual([])
    const before = server.requests.length
    await client.logout()
    expect(server.requests.length).toBe(before)
  })

  it('logout without an answer: the session is gone, and the caller learns that the token is not', async () => {
    const { client } = withSession()
    answer = page(503)
    await expect(client.logout()).rejects.toMatchObject({ outcome: 'cannot_tell' })
    expect(await client.session()).toBeUndefined()
  })
})

describe('an AbortSignal', () => {
  it('aborts every method with its reason', async () => {
    const hanging = await httpServer(() => {})
    const options = { url: hanging.url, token: 'acme_x' }
    const login = { username: 'maria', password: 'x' }
    const calls = [
      (signal: AbortSignal) => createClient(options).fetch('/x', { signal }),
      (signal: AbortSignal) => createClient(options).login(login, { signal }),
      (signal: AbortSignal) => createClient(options).logout({ signal }),
      (signal: AbortSignal) => createClient(options).tokens.list({ signal }),
      (signal: AbortSignal) => createClient(options).tokens.rename('id', 'x', { signal }),
      (signal: AbortSignal) => createClient(options).tokens.revoke('id', { signal }),
      (signal: AbortSignal) => createClient(options).tokens.revokeOthers({ signal }),
    ]
    for (const [i, call] of calls.entries()) {
      const controller = new AbortController()
      const called = call(controller.signal)
      const failed = expect(called).rejects.toBe('enough')
      await expect.poll(() => hanging.requests.length).toBe(i + 1)
      controller.abort('enough')
      await failed
    }
    await expect(
      createClient(options).fetch('/x', { signal: AbortSignal.abort('before') }),
    ).rejects.toBe('before')
    hanging.close()
  })
})
