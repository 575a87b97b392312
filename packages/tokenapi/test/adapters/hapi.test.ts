/** hapi 21's own ways: strategies and modes, payloads, caches, injected requests, HTTP/2, rewriting. */
import http from 'node:http'
import http2 from 'node:http2'

import { type Server, type ServerOptions, server as newServer } from '@hapi/hapi'
import { afterEach, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/hapi.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { listening } from '../support/apps/hapi-app.ts'

const iterations = 1_000
const password = await makePassword('right', { iterations })
const user = { id: 1, username: 'maria', password, isActive: true }
const api = createTokenApi({
  secretKey: 'a secret of these tests, long enough',
  store: memoryStore([user]),
  passwordHasher: createPasswordHasher({ iterations }),
})
const token = api.makeToken(user)
const bearer = { authorization: `Bearer 1:${token}` }
const wrong = { authorization: `Bearer 2:${token}` }
const pair = `user=1&token=${token}`
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})
const newApp = (options: ServerOptions = {}): Server => {
  const server = newServer({ host: '127.0.0.1', port: 0, debug: false, ...options })
  server.auth.scheme('tokenapi', tokenRequired(api))
  server.auth.strategy('token', 'tokenapi')
  return server
}
const urlOf = async (server: Server): Promise<string> => {
  const app = await listening(server)
  open.push(app)
  return `http://127.0.0.1:${app.port}`
}
const statusOf = async (url: string, init?: RequestInit): Promise<number> =>
  (await fetch(url, init)).status
const name = (request: { auth: { credentials: { user: { username: string } } | null } }): string =>
  request.auth.credentials?.user.username ?? 'nobody'

describe('strategies', () => {
  it('by default, everywhere but at the token routes', async () => {
    const server = newApp()
    server.auth.default('token')
    await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
    server.route({ method: 'GET', path: '/in', handler: name })
    server.route({ method: 'GET', path: '/out', options: { auth: false }, handler: () => 'out' })
    const url = await urlOf(server)
    expect(await statusOf(`${url}/in`)).toBe(401)
    expect(await (await fetch(`${url}/in`, { headers: bearer })).text()).toBe('maria')
    expect(await statusOf(`${url}/out`)).toBe(200)
    const body = new URLSearchParams({ username: 'maria', password: 'right' })
    const login = await fetch(`${url}/token/new.json`, { method: 'POST', body })
    expect(await login.json()).toEqual({ token, user: 1, success: true })
  })

  it.each(['optional', 'try'] as const)(
    'mode "%s": nobody passes, nothing wrong does',
    async (mode) => {
      const server = newApp()
      server.route({
        method: 'GET',
        path: '/in',
        options: { auth: { strategy: 'token', mode } },
        handler: (request) => `${name(request)} ${request.auth.isAuthenticated}`,
      })
      const url = await urlOf(server)
      const nobody = await fetch(`${url}/in`)
      expect(await nobody.text()).toBe('nobody false')
      expect(nobody.headers.get('vary')).toContain('Authorization')
      expect(nobody.headers.get('cache-control')).toBe('no-store')
      expect(await (await fetch(`${url}/in`, { headers: bearer })).text()).toBe('maria true')
      expect(await statusOf(`${url}/in`, { headers: wrong })).toBe(403)
    },
  )

  it('behind another strategy its user stays where nothing is presented, and one whom it refused does not', async () => {
    const server = newApp()
    server.auth.scheme('session', () => ({
      authenticate: (request, h) => {
        const credentials = { user: { username: 'of the session' } } as never
        return request.query['session'] === 'good'
          ? h.authenticated({ credentials })
          : h.unauthenticated(Object.assign(new Error(), { output: { headers: {} } }), {
              credentials,
            })
      },
    }))
    server.auth.strategy('session', 'session')
    server.route({
      method: 'GET',
      path: '/in',
      options: { auth: { strategy: 'session', mode: 'try' } },
      handler: tokenRequired(api, { optional: true }, (request) => {
        return `${name(request)} ${request.auth.isAuthenticated}`
      }),
    })
    const url = await urlOf(server)
    const get = async (query: string, headers = {}): Promise<string> =>
      (await fetch(`${url}/in?session=${query}`, { headers })).text()
    expect(await get('good')).toBe('of the session true')
    expect(await get('good', bearer)).toBe('maria true')
    expect(await get('expired')).toBe('nobody false')
    expect(await get('expired', bearer)).toBe('maria true')
  })

  it.each([[['token', 'cookie']], [['cookie', 'token']]])('several: %j', async (strategies) => {
    const server = newApp()
    server.auth.scheme('cookie', () => ({
      authenticate: (request, h) =>
        request.headers['cookie'] === 'session=1'
          ? h.authenticated({ credentials: { user: { username: 'by cookie' } } as never })
          : h.unauthenticated(
              Object.assign(new Error(), { isMissing: true, output: { headers: {} } }),
            ),
    }))
    server.auth.strategy('cookie', 'cookie')
    server.route({ method: 'GET', path: '/in', options: { auth: { strategies } }, handler: name })
    const url = await urlOf(server)
    const get = async (headers: Record<string, string>): Promise<unknown> => {
      const answer = await fetch(`${url}/in`, { headers })
      return answer.status === 200 ? answer.text() : answer.status
    }
    expect(await get(bearer)).toBe('maria')
    expect(await get({ cookie: 'session=1' })).toBe('by cookie')
    expect(await get({})).toBe(401)
    expect(await get(wrong)).toBe(403)
  })

  it('`server.auth.test` tells who it is', async () => {
    const server = newApp()
    server.route({
      method: 'GET',
      path: '/ask',
      handler: async (request) => {
        const { credentials } = await server.auth.test('token', request)
        return Object.keys(credentials)
      },
    })
    const url = await urlOf(server)
    const answer = await fetch(`${url}/ask`, { headers: bearer })
    expect(await answer.json()).toEqual(['user', 'authentication'])
  })
})

describe('payloads', () => {
  it('are parsed after authentication, so a refusal comes before what hapi says of them', async () => {
    const server = newApp()
    server.route({ method: 'POST', path: '/in', options: { auth: 'token' }, handler: name })
    const url = await urlOf(server)
    const post = (type: string, body: string, headers = {}): Promise<number> =>
      statusOf(`${url}/in`, { method: 'POST', body, headers: { 'content-type': type, ...headers } })
    expect(await post('application/json', '{')).toBe(401)
    expect(await post('application/json', '{', bearer)).toBe(400)
    expect(await post('multipart/form-data; boundary=xx', '--xx--', bearer)).toBe(415)
    expect(await post('text/xml;', '<a/>')).toBe(401)
  })

  it('the token routes take what hapi would not: no cookie, type or length stops a login', async () => {
    const server = newApp({ routes: { payload: { maxBytes: 10 } } })
    await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
    const url = await urlOf(server)
    const part = (field: string, value: string): string =>
      `--xx\r\nContent-Disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`
    const login = await fetch(`${url}/token/new.json`, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=xx', 'cookie': 'a="' },
      body: `${part('username', 'maria')}${part('password', 'right')}--xx--\r\n`,
    })
    expect(await login.json()).toEqual({ token, user: 1, success: true })
    const headers = { 'content-type': 'none' }
    expect(await statusOf(`${url}/token/new.json`, { method: 'POST', headers, body: 'a' })).toBe(
      401,
    )
  })

  it('a client that waits for 100 Continue is told to go on', async () => {
    const server = newApp()
    server.route({
      method: 'POST',
      path: '/in',
      options: { auth: 'token' },
      handler: ({ payload }) => payload,
    })
    const url = await urlOf(server)
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { ...FORM, 'content-length': pair.length, 'expect': '100-continue' }
      const request = http.request(`${url}/in`, { method: 'POST', headers })
      request.once('continue', () => request.end(pair))
      request.on('error', reject)
      request.on('response', (response) => {
        response.setEncoding('utf8').on('data', resolve)
      })
      request.flushHeaders()
    })
    expect(JSON.parse(answer)).toEqual({ user: '1', token })
  })
})

describe('answers', () => {
  it('what a view throws is answered as hapi does, and kept from caches', async () => {
    const server = newApp()
    const fails = (): never => {
      throw new Error('a view of its own')
    }
    server.route([
      { method: 'GET', path: '/scheme', options: { auth: 'token' }, handler: fails },
      { method: 'GET', path: '/wrapped', handler: tokenRequired(api, fails) },
      { method: 'GET', path: '/nothing', handler: tokenRequired(api, () => undefined as never) },
    ])
    const url = await urlOf(server)
    for (const path of ['/scheme', '/wrapped', '/nothing']) {
      const answer = await fetch(`${url}${path}`, { headers: bearer })
      expect(answer.status, path).toBe(500)
      expect(await answer.text()).toContain('An internal server error occurred')
      if (path === '/scheme') expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })

  it.each([
    ['says nothing', {}, 'no-store'],
    ['names a rule', { field: 'private, max-age=5' }, 'private, max-age=5'],
    ['names the rule that hapi has by default', { field: 'no-cache' }, 'no-cache'],
    ['has a time to live', { ttl: 5_000 }, 'max-age=5, must-revalidate, private'],
    ['its route has one', { expiresIn: 5_000 }, /^max-age=[45], must-revalidate, private$/],
  ] as const)('a view that %s', async (_what, own, want) => {
    const server = newApp({ routes: { cors: true } })
    const { field, ttl, expiresIn } = {
      field: undefined,
      ttl: undefined,
      expiresIn: undefined,
      ...own,
    }
    const cache = expiresIn === undefined ? {} : { cache: { expiresIn } }
    const view = (
      _request: unknown,
      h: { response(text: string): import('@hapi/hapi').ResponseObject },
    ): import('@hapi/hapi').ResponseObject => {
      const response = h.response('in')
      if (field !== undefined) response.header('Cache-Control', field)
      return ttl === undefined ? response : response.ttl(ttl)
    }
    server.route([
      { method: 'GET', path: '/scheme', options: { ...cache, auth: 'token' }, handler: view },
      { method: 'GET', path: '/wrapped', options: cache, handler: tokenRequired(api, view) },
    ])
    const url = await urlOf(server)
    for (const path of ['/scheme', '/wrapped']) {
      const { headers } = await fetch(`${url}${path}`, {
        headers: { ...bearer, origin: 'http://a.example' },
      })
      expect(headers.get('cache-control'), path).toMatch(want)
      expect(headers.get('vary'), path).toMatch(/^Authorization,origin/)
    }
  })

  it('a schema of its answers does not touch refusals', async () => {
    const server = newApp()
    const schema = (): Promise<never> => Promise.reject(new Error('no answer is good enough'))
    server.route({
      method: 'GET',
      path: '/in',
      options: { auth: 'token', response: { schema } },
      handler: name,
    })
    const url = await urlOf(server)
    expect(await statusOf(`${url}/in`)).toBe(401)
    expect(await statusOf(`${url}/in`, { headers: bearer })).toBe(500)
  })

  it("an application's refusal keeps its cookies, beside hapi's", async () => {
    const server = newApp()
    server.state('c', {
      autoValue: () => '3',
      isSecure: false,
      isHttpOnly: false,
      isSameSite: false,
    })
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['location', '/login'],
    ])
    const onRefused = (): Response => new Response(null, { status: 302, headers })
    server.auth.scheme('own', tokenRequired(api, { onRefused }))
    server.auth.strategy('own', 'own')
    server.route({ method: 'GET', path: '/in', options: { auth: 'own' }, handler: name })
    const answer = await fetch(`${await urlOf(server)}/in`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/login'])
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3'])
  })

  it('`this` and values of every kind, from a wrapped handler', async () => {
    const server = newApp()
    const values = { number: 7, nothing: null, list: [1], text: 'a' }
    server.bind(values)
    for (const key of Object.keys(values) as (keyof typeof values)[]) {
      server.route({
        method: 'GET',
        path: `/${key}`,
        handler: tokenRequired(api, function () {
          return (this as typeof values)[key]
        }),
      })
    }
    const url = await urlOf(server)
    const get = async (path: string): Promise<unknown[]> => {
      const answer = await fetch(`${url}/${path}`, { headers: bearer })
      return [answer.status, await answer.text()]
    }
    expect(await get('number')).toEqual([200, '7'])
    expect(await get('nothing')).toEqual([204, ''])
    expect(await get('list')).toEqual([200, '[1]'])
    expect(await get('text')).toEqual([200, 'a'])
    expect(await statusOf(`${url}/text`)).toBe(401)
  })
})

describe('addresses', () => {
  it('mounts: within plugins, with parameters, several, at the root', async () => {
    const server = newApp()
    const v1 = {
      name: 'v1',
      register: (inner: Server) =>
        inner.register(tokenRoutes(api), {
          routes: { prefix: '/token' },
        }) as Promise<unknown> as Promise<void>,
    }
    await server.register(v1, { routes: { prefix: '/v1' } })
    await server.register(tokenRoutes(api), { routes: { prefix: '/of/{tenant}/token' } })
    const root = newApp()
    await root.register(tokenRoutes(api))
    const url = await urlOf(server)
    expect(await statusOf(`${url}/v1/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/of/a%2Fb/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/of/a%2Fb/token/${token}/2.json`)).toBe(401)
    expect(await statusOf(`${await urlOf(root)}/${token}/1.json`)).toBe(200)
  })

  it('setUrl: routes as rewritten, credentials as sent', async () => {
    const server = newApp()
    server.ext('onRequest', (request, h) => {
      request.setUrl(request.path.replace('/old', ''))
      return h.continue
    })
    await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
    server.route({ method: 'GET', path: '/in', options: { auth: 'token' }, handler: name })
    const url = await urlOf(server)
    expect(await statusOf(`${url}/old/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/old/in?${pair}`)).toBe(200)
    expect(await statusOf(`${url}/old/in`)).toBe(401)
  })

  it('a router that takes other spellings guards them as well', async () => {
    const server = newApp({ router: { isCaseSensitive: false, stripTrailingSlash: true } })
    server.route({ method: 'GET', path: '/in', options: { auth: 'token' }, handler: name })
    const url = await urlOf(server)
    for (const path of ['/in', '/IN', '/in/', '/%69n']) {
      for (const method of ['GET', 'HEAD']) {
        expect(await statusOf(`${url}${path}`, { method }), path).toBe(401)
        expect(await statusOf(`${url}${path}?${pair}`, { method }), path).toBe(200)
      }
    }
  })
})

it('HEAD, refused: the length of the refusal, not the 0 of a body that is left out', async () => {
  const server = newApp()
  server.route({ method: 'GET', path: '/in', options: { auth: 'token' }, handler: name })
  const url = `${await urlOf(server)}/in`
  const length = (await (await fetch(url)).arrayBuffer()).byteLength
  const head = await fetch(url, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length')]).toEqual([401, String(length)])
})

describe('injected requests', () => {
  it('log in, call, are refused', async () => {
    const server = newApp()
    await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
    server.route([
      {
        method: 'POST',
        path: '/scheme',
        options: { auth: 'token' },
        handler: ({ payload }) => payload,
      },
      { method: 'POST', path: '/wrapped', handler: tokenRequired(api, ({ payload }) => payload) },
    ])
    const post = async (url: string, payload: string, headers = {}): Promise<[number, unknown]> => {
      const answer = await server.inject({
        method: 'POST',
        url,
        payload,
        headers: { ...FORM, ...headers },
      })
      return [answer.statusCode, JSON.parse(answer.payload)]
    }
    const login = await post('/token/new.json', 'username=maria&password=right')
    expect(login).toEqual([200, { token, user: 1, success: true }])
    for (const url of ['/scheme', '/wrapped']) {
      expect(await post(url, pair)).toEqual([200, { user: '1', token }])
      expect(await post(url, 'a=1', bearer)).toEqual([200, { a: '1' }])
      expect((await post(url, 'a=1'))[0]).toBe(401)
      expect((await post(url, ''))[0]).toBe(401)
    }
  })

  it('with credentials of the test, nobody is asked', async () => {
    const server = newApp()
    server.route({ method: 'GET', path: '/in', options: { auth: 'token' }, handler: name })
    const credentials = { user, authentication: { user, token: {} } }
    const answer = await server.inject({ url: '/in', auth: { strategy: 'token', credentials } })
    expect(answer.payload).toBe('maria')
  })
})

describe('HTTP/2', () => {
  it('logs in, calls, is refused', async () => {
    const listener = http2.createServer() as unknown as http.Server
    const server = newApp({ listener })
    await server.register(tokenRoutes(api), { routes: { prefix: '/token' } })
    server.route([
      {
        method: 'POST',
        path: '/scheme',
        options: { auth: 'token' },
        handler: ({ payload }) => payload,
      },
      { method: 'POST', path: '/wrapped', handler: tokenRequired(api, ({ payload }) => payload) },
    ])
    const url = await urlOf(server)
    const client = http2.connect(url)
    open.unshift({ close: () => client.destroy() })
    const post = async (path: string, body: string, headers = {}): Promise<[number, unknown]> => {
      const stream = client.request({ ':method': 'POST', ':path': path, ...FORM, ...headers })
      const status = new Promise<number>((resolve) => {
        stream.once('response', (head) => resolve(Number(head[':status'])))
      })
      stream.end(body)
      let text = ''
      for await (const data of stream) text += String(data)
      return [await status, JSON.parse(text) as unknown]
    }
    const login = await post('/token/new.json', 'username=maria&password=right')
    expect(login).toEqual([200, { token, user: 1, success: true }])
    for (const path of ['/scheme', '/wrapped']) {
      expect(await post(path, pair)).toEqual([200, { user: '1', token }])
      expect(await post(path, 'a=1', bearer)).toEqual([200, { a: '1' }])
      expect((await post(path, 'a=1'))[0]).toBe(401)
    }
  })
})
