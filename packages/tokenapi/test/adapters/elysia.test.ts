/** Elysia 1.4 through @elysiajs/node and over `app.fetch`, with bodies read by Elysia and by the view. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'

import { node } from '@elysiajs/node'
import { getRequestListener } from '@hono/node-server'
import { type AnyElysia, Elysia, t } from 'elysia'
import { afterEach, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/elysia.ts'
import type { ScenarioApp } from '../../src/contracts/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { type Ways, elysiaApp, listening } from '../support/apps/elysia-app.ts'
import { listen } from '../support/apps/listen.ts'

const WAYS: readonly (readonly [string, Ways])[] = [
  ['the view reads the request', { reads: 'request' }],
  ['Elysia parses the body', { reads: 'body' }],
  ['without compilation', { reads: 'body', config: { aot: false } }],
]
const ownAnswers = { 'prot-fragment': 'the router takes "#" for a part of the path' }
for (const [name, ways] of WAYS) {
  adapterTests(`Elysia, ${name}`, {
    start: (setup) => listening(elysiaApp(setup, ways)),
    ownAnswers,
    // Elysia reads the body for a view that asks for it, before all hooks.
    parsers: ways.reads === 'body' ? 'before the guard' : undefined,
  })
}
adapterTests('Elysia, over app.fetch', {
  start: (setup) => {
    const app = elysiaApp(setup, { reads: 'request' })
    return listen(getRequestListener((request) => app.fetch(request)))
  },
  ownAnswers: {
    ...ownAnswers,
    // @hono/node-server wants a URL that it can make of them.
    'spoof-host-fragment': 'a Host field with "#" is no host',
    'http-10': 'no Host field, so no URL',
  },
})

const { api, loginAs, user: userOf } = inMemoryApi({ users: ['maria', 'bob'] })
const maria = { headers: { ...loginAs('maria') } }
const open: ScenarioApp[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})

/** The app, listening; gives what asks it. */
async function served(
  app: AnyElysia,
): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const started = await listening(app)
  open.push(started)
  return (path, init) => fetch(`http://127.0.0.1:${started.port}${path}`, init)
}
const elysia = () => new Elysia({ adapter: node() })
// @elysiajs/node leaves a listener for each app that has listened.
process.setMaxListeners(64)

describe('what the guard reaches', () => {
  it('the routes after it, plain values, inner instances, groups and mounts among them', async () => {
    const inner = new Elysia({ prefix: '/inner' }).get('/', () => 'in')
    const app = elysia()
      .get('/before', 'open')
      .use(tokenRequired(api))
      .get('/function', () => 'in')
      .get('/value', 'in')
      .get('/response', new Response('in'))
      .use(inner)
      .group('/group', (group) => group.get('/', () => 'in'))
      .mount('/mount', () => new Response('in'))
    const ask = await served(app)
    expect((await ask('/before')).status).toBe(200)
    for (const path of ['/function', '/value', '/response', '/inner', '/group', '/mount/x']) {
      expect((await ask(path)).status, path).toBe(401)
      const answer = await ask(path, maria)
      expect(await answer.text(), path).toBe('in')
      if (path === '/mount/x') continue
      expect(answer.headers.get('cache-control'), path).toBe('no-store')
      expect(answer.headers.get('vary'), path).toBe('Authorization')
    }
  })
  it('a group alone, an instance alone, or whoever uses the instance', async () => {
    const guarded = () => new Elysia().use(tokenRequired(api)).get('/own', () => 'in')
    const ask = await served(
      elysia()
        .group('/group', (group) => group.use(tokenRequired(api)).get('/', () => 'in'))
        .use(guarded())
        .get('/beside', () => 'open'),
    )
    expect((await ask('/group')).status).toBe(401)
    expect((await ask('/own')).status).toBe(401)
    expect((await ask('/beside')).status).toBe(200)
    const handedOn = await served(
      elysia()
        .use(guarded().as('scoped'))
        .get('/beside', ({ user }) => user.username),
    )
    expect((await handedOn('/beside')).status).toBe(401)
    expect(await (await handedOn('/beside', maria)).text()).toBe('maria')
  })
  it('guards of one app keep their own options', async () => {
    const ask = await served(
      elysia()
        .use(new Elysia().use(tokenRequired(api)).get('/one', ({ user }) => user.username))
        .use(
          new Elysia()
            .use(tokenRequired(api, { optional: true }))
            .get('/two', ({ user }) => user?.username ?? 'nobody'),
        ),
    )
    expect((await ask('/one')).status).toBe(401)
    expect(await (await ask('/two')).text()).toBe('nobody')
    expect(await (await ask('/two', maria)).text()).toBe('maria')
  })
  it('HEAD of a GET view, and the handshake of a web socket', async () => {
    const app = elysia()
      .use(tokenRequired(api))
      .get('/view', () => 'in')
      .ws('/socket', {
        open: (socket) => {
          socket.send('in')
        },
      })
    const ask = await served(app)
    expect((await ask('/view', { method: 'HEAD' })).status).toBe(401)
    expect((await ask('/view', { method: 'HEAD', ...maria })).status).toBe(200)
    const user = await userOf('maria')
    const outcomeOf = (query: string): Promise<unknown> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${open.at(-1)?.port}/socket${query}`)
        socket.addEventListener('message', ({ data }) => {
          socket.close()
          resolve(data)
        })
        socket.addEventListener('error', () => resolve('refused'))
      })
    expect(await outcomeOf('')).toBe('refused')
    expect(await outcomeOf(`?user=${user.id}&token=${api.makeToken(user)}`)).toBe('in')
  })
})

describe('what Elysia lets past every hook', () => {
  const allHooks = () =>
    elysia()
      .onParse(() => undefined)
      .onBeforeHandle(() => undefined)
      .onAfterHandle(() => undefined)
  it('a plain value beside hooks of all kinds is an error at set-up, and guarded where they come later', async () => {
    const guarded = allHooks().use(tokenRequired(api))
    expect(() => guarded.get('/value', 'past')).toThrow(
      /cannot guard "\/value": pass a function, `\(\) => value`/,
    )
    const ask = await served(guarded.get('/function', () => 'in'))
    expect((await ask('/function')).status).toBe(401)
    // The hooks of an instance that uses the guarded one.
    const inner = new Elysia()
      .use(tokenRequired(api))
      .get('/value', 'past')
      .get('/response', new Response('past'))
    const other = await served(allHooks().use(inner))
    for (const path of ['/value', '/response']) {
      expect((await other(path)).status).toBe(401)
      expect(await (await other(path, maria)).text()).toBe('past')
      expect(await (await other(path, maria)).text()).toBe('past')
    }
  })
  it('a mount in dynamic mode is an error at set-up, and guarded where the mode is that of another instance', async () => {
    const dynamic = () => new Elysia({ adapter: node(), aot: false })
    const mounted = () => new Response('in')
    expect(() => dynamic().use(tokenRequired(api)).mount('/mount', mounted)).toThrow(
      /`aot: false`.*cannot guard "\/mount"/,
    )
    const inner = new Elysia().use(tokenRequired(api)).mount('/mount', mounted)
    const ask = await served(dynamic().use(inner))
    expect((await ask('/mount/x')).status).toBe(401)
    expect(await (await ask('/mount/x', maria)).text()).toBe('in')
    const wrapped = await served(dynamic().mount('/mount', api.tokenRequired(mounted)))
    expect((await wrapped('/mount/x')).status).toBe(401)
  })
})

describe.each([true, false])('a body that Elysia parses (aot: %s)', (aot) => {
  const LONG = 40 * 1024 * 1024
  /** Sends a body of 40 MiB by pieces; gives the status, and how much was sent until it came. */
  const upload = (url: string, headers: Record<string, string>) =>
    new Promise<{ status: number | undefined; sent: number }>((resolve, reject) => {
      let sent = 0
      const request = httpRequest(url, { method: 'POST', headers }, (response) => {
        response.resume()
        resolve({ status: response.statusCode, sent })
        request.destroy()
      })
      request.on('error', reject)
      const piece = Buffer.alloc(65_536, 'x')
      const send = (): void => {
        if (request.destroyed) return
        sent += piece.length
        if (sent > LONG) return void request.end()
        request.write(piece, () => setImmediate(send))
      }
      send()
    })
  const app = () =>
    new Elysia({ adapter: node(), aot })
      .use(tokenRequired(api))
      .post('/parsed', ({ body, user: { username } }) => ({ body, username }))
      .post('/raw', async ({ request }) => request.text(), { parse: 'none' })

  it.each([
    ['JSON without credentials', 'application/json', {}, 401],
    ['JSON with a wrong token', 'application/json', { authorization: 'Bearer 1:x' }, 403],
    ['text with a wrong token', 'text/plain', { authorization: 'Bearer 1:x' }, 403],
    ['a form that is too long', 'application/x-www-form-urlencoded', {}, 413],
  ])('%s is refused before it is read', async (_what, type, headers, status) => {
    const server = await listening(app())
    try {
      const url = `http://127.0.0.1:${server.port}/parsed`
      const outcome = await upload(url, { 'content-type': type, ...headers })
      expect(outcome.status).toBe(status)
      expect(outcome.sent).toBeLessThan(LONG / 2)
    } finally {
      await server.close()
    }
  })
  it('is parsed as ever for a caller who is let in', async () => {
    const ask = await served(app())
    const post = (path: string, type: string, body: string) =>
      ask(path, { method: 'POST', headers: { ...maria.headers, 'content-type': type }, body })
    const parsed = async (type: string, body: string) => (await post('/parsed', type, body)).json()
    const username = 'maria'
    expect(await parsed('application/json', '{"a": 1}')).toEqual({ body: { a: 1 }, username })
    expect(await parsed('application/x-www-form-urlencoded', 'a=1')).toEqual({
      body: { a: '1' },
      username,
    })
    expect(await parsed('text/plain', 'words')).toEqual({ body: 'words', username })
    expect(await parsed('text/csv', 'a,b')).toEqual({ body: 'a,b', username })
    if (aot) expect(await (await post('/raw', 'application/json', '{')).text()).toBe('{')
  })
})

it('HEAD, refused: the length of the refusal', async () => {
  const app = new Elysia({ adapter: node() })
    .use(tokenRoutes(api))
    .use(tokenRequired(api))
    .get('/view', () => 'in')
  const ask = await served(app)
  for (const path of ['/view', '/token/x/1.json']) {
    const { byteLength } = await (await ask(path)).arrayBuffer()
    const head = await ask(path, { method: 'HEAD' })
    expect(head.headers.get('content-length'), path).toBe(String(byteLength))
    expect(await head.text()).toBe('')
  }
})

describe('an absolute-form target with user information', () => {
  const send = async (method: string, headers: string, body: string): Promise<string> => {
    const app = new Elysia({ adapter: node() })
      .use(tokenRoutes(api))
      .use(tokenRequired(api))
      .all('/view', () => 'in')
    const server = await listening(app)
    open.push(server)
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      `${method} http://maria:secret@x/view HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n${body}`,
    )
    let text = ''
    socket.on('data', (data) => (text += data.toString()))
    await once(socket, 'close')
    return text.split('\r\n', 1)[0] ?? ''
  }
  const form = `user=1&token=${maria.headers.authorization.slice('Bearer 1:'.length)}`
  it('is a 4xx or let in, and never an outage', async () => {
    const type = 'Content-Type: application/x-www-form-urlencoded\r\n'
    const length = `Content-Length: ${form.length}\r\n`
    expect(await send('GET', '', '')).toMatch(/^HTTP\/1.1 (?:400|401) /)
    expect(await send('POST', type + length, form)).toMatch(/^HTTP\/1.1 (?:400|200) /)
    expect(await send('POST', `${type}Content-Length: 1\r\n`, 'x')).toMatch(/^HTTP\/1.1 40[01] /)
  })
})

describe('beside other hooks', () => {
  it('a caller who is refused hears nothing of schemas', async () => {
    const ask = await served(
      elysia()
        .use(tokenRequired(api))
        .post('/view', ({ body }) => body.name, { body: t.Object({ name: t.String() }) }),
    )
    const post = (init: RequestInit) => ask('/view', { method: 'POST', body: '{}', ...init })
    const type = { 'content-type': 'application/json' }
    expect((await post({ headers: type })).status).toBe(401)
    expect((await post({ headers: { ...type, ...maria.headers } })).status).toBe(422)
  })
  it('what a view throws is for the error hooks', async () => {
    const ask = await served(
      elysia()
        .onError(({ error }) => `caught: ${error instanceof Error ? error.message : ''}`)
        .use(tokenRequired(api))
        .get('/view', () => {
          throw new Error('a mistake')
        }),
    )
    const answer = await ask('/view', maria)
    expect([answer.status, await answer.text()]).toEqual([500, 'caught: a mistake'])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
  it('a refusal is the guard`s to the byte, and varies on what others said too', async () => {
    const seen: unknown[] = []
    const ask = await served(
      elysia()
        .onRequest(({ set }) => {
          set.headers['vary'] = 'Origin'
          set.headers['cache-control'] = 'public'
        })
        .onAfterResponse(({ set }) => void seen.push(set.status))
        .use(tokenRoutes(api))
        .use(
          tokenRequired(api, {
            onRefused: ({ status }) =>
              status === 403
                ? new Response(null, { status: 307, headers: { location: '/login' } })
                : undefined,
          }),
        )
        .get('/view', () => 'in'),
    )
    const usual = await ask('/view')
    expect(usual.status).toBe(401)
    expect(usual.headers.get('vary')).toBe('Origin, Authorization, Accept')
    expect(usual.headers.get('cache-control')).toBe('no-store')
    expect(usual.headers.get('content-type')).toBe('application/json')
    const own = await ask('/view?user=1&token=x', { redirect: 'manual' })
    expect([own.status, own.headers.get('location')]).toEqual([307, '/login'])
    const token = await ask('/token/new.json')
    expect([token.status, token.headers.get('vary')]).toEqual([
      405,
      'Origin, Authorization, Accept',
    ])
    expect(seen).toContain(401)
  })
  it('a view`s own Cache-Control counts, and its Vary is added to', async () => {
    const fields = { 'Cache-Control': 'private, max-age=9', 'Vary': 'Accept' }
    const ask = await served(
      elysia()
        .use(tokenRequired(api))
        .get('/set', ({ set }) => {
          Object.assign(set.headers, { 'cache-control': 'private, max-age=9', 'vary': 'Accept' })
          return { in: true }
        })
        .get('/capitals', ({ set }) => {
          Object.assign(set.headers, fields)
          return 'in'
        })
        .get('/response', () => new Response('in', { headers: fields }))
        .get('/stream', function* ({ set }) {
          set.headers['cache-control'] = 'private, max-age=9'
          yield 'i'
          yield 'n'
        }),
    )
    for (const path of ['/set', '/capitals', '/response']) {
      const { headers, status } = await ask(path, maria)
      expect([status, headers.get('cache-control'), headers.get('vary')], path).toEqual([
        200,
        'private, max-age=9',
        'Accept, Authorization',
      ])
    }
    const { headers } = await ask('/stream', maria)
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual([
      'private, max-age=9',
      'Authorization',
    ])
  })
})

describe('the token routes', () => {
  const login = {
    method: 'POST',
    body: new URLSearchParams({ username: 'bob', password: 'password' }),
  }
  it.each([
    [
      'a prefix of their own',
      '/api/tokens',
      elysia().use(tokenRoutes(api, { prefix: '/api/tokens/' })),
    ],
    [
      'below that of an instance',
      '/api/token',
      elysia().use(new Elysia({ prefix: '/api' }).use(tokenRoutes(api))),
    ],
    [
      'in a group with a parameter',
      '/x%2Fy/token',
      elysia().group('/:tenant', (group) => group.use(tokenRoutes(api))),
    ],
    [
      'in a mounted instance',
      '/mount/token',
      elysia().mount('/mount', new Elysia().use(tokenRoutes(api))),
    ],
    [
      'where a hook wants every body',
      '/token',
      elysia()
        .onBeforeHandle(({ body }) => void body)
        .use(tokenRoutes(api)),
    ],
  ])('%s', async (_where, mount, app) => {
    const ask = await served(app)
    const made = (await (await ask(`${mount}/new.json`, login)).json()) as { token: string }
    expect((await ask(`${mount}/${made.token}/2.json`)).status).toBe(200)
    expect((await ask(`${mount}/${made.token}/1.json`)).status).toBe(401)
    expect((await ask(`${mount}/x/new.json`, login)).status).toBe(404)
    const unread = await ask(`${mount}/new.json`, {
      method: 'POST',
      body: '{"username":',
      headers: { 'content-type': 'application/json' },
    })
    expect(unread.status).toBe(400)
  })
})
