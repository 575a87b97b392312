/** Fastify 5's own ways: hooks, scopes, parsers, schemas, HTTP/2, injected requests, router options. */
import http2 from 'node:http2'
import net from 'node:net'

import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/fastify.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { listening } from '../support/apps/fastify-app.ts'

const iterations = 1_000
const password = await makePassword('right', { iterations })
const api = createTokenApi({
  secretKey: 'a secret of these tests, long enough',
  store: memoryStore([{ id: 1, username: 'maria', password }]),
  passwordHasher: createPasswordHasher({ iterations }),
})
const token = api.makeToken({ id: 1, username: 'maria', password, isActive: true })
const bearer = { authorization: `Bearer 1:${token}` }
const pair = `user=1&token=${token}`

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=xx' }
const multipartOf = (fields: Record<string, string>): string =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--xx--\r\n`

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const app of open.splice(0)) await app.close()
})
const newApp = (options: FastifyServerOptions = {}): FastifyInstance => {
  const app = fastify({ forceCloseConnections: true, ...options })
  open.push(app)
  return app
}
const urlOf = async (app: FastifyInstance): Promise<string> =>
  `http://127.0.0.1:${(await listening(app)).port}`
const signal = (): { readonly given: Promise<void>; readonly give: () => void } => {
  let give = (): void => undefined
  const given = new Promise<void>((resolve) => void (give = resolve))
  return { given, give: () => give() }
}
const statusOf = async (url: string, init?: RequestInit): Promise<number> =>
  (await fetch(url, init)).status

describe('parsers', () => {
  it('none for forms: the token routes bring their own, a view gets what Fastify says', async () => {
    const app = newApp()
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.post('/before', { onRequest: tokenRequired(api) }, () => 'in')
    const url = await urlOf(app)
    const post = (path: string, body: string): Promise<Response> =>
      fetch(`${url}${path}`, { method: 'POST', headers: FORM, body })
    const login = await post('/token/new.json', 'username=maria&password=right')
    expect(await login.json()).toEqual({ token, user: 1, success: true })
    expect((await post('/before', 'user=1&token=x')).status).toBe(403)
    expect((await post('/before', pair)).status).toBe(415)
  })

  it('the token routes leave the parsers of the application alone', async () => {
    const app = newApp()
    app.register(formbody)
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.post('/echo', ({ body }) => body)
    const answer = await fetch(`${await urlOf(app)}/echo`, {
      method: 'POST',
      headers: FORM,
      body: 'a=1',
    })
    expect(await answer.json()).toEqual({ a: '1' })
  })

  const fields = { user: '1', token, note: 'x' }
  describe.each([
    ['parts', { attachFieldsToBody: true as const }],
    ['values', { attachFieldsToBody: 'keyValues' as const }],
    ['nothing', {}],
  ])('@fastify/multipart leaves %s in the body', (_what, options) => {
    it.each(['onRequest', 'preValidation', 'preHandler'] as const)('%s', async (place) => {
      const app = newApp()
      app.register(multipart, options)
      app.after(() => {
        app.post('/view', { [place]: tokenRequired(api) }, async (request) => {
          if (request.body !== undefined) return Object.keys(request.body as object)
          const names: string[] = []
          for await (const part of request.parts()) names.push(part.fieldname)
          return names
        })
      })
      const call = async (body: Record<string, string>): Promise<Response> =>
        fetch(`${await url}/view`, { method: 'POST', headers: MULTIPART, body: multipartOf(body) })
      const url = urlOf(app)
      expect(await (await call(fields)).json()).toEqual(Object.keys(fields))
      expect((await call({ ...fields, user: '2' })).status).toBe(403)
      expect((await call({ note: 'x' })).status).toBe(401)
    })
  })

  it('the last of a repeated name counts, in parts as well', async () => {
    const app = newApp()
    app.register(multipart, { attachFieldsToBody: true })
    app.after(() => app.post('/view', { preHandler: tokenRequired(api) }, () => 'in'))
    const twice =
      multipartOf({ user: '2' }).replace('--xx--\r\n', '') + multipartOf({ user: '1', token })
    const init = { method: 'POST', headers: MULTIPART, body: twice }
    expect(await statusOf(`${await urlOf(app)}/view`, init)).toBe(200)
  })
})

describe('hooks', () => {
  it('one for a scope: what is outside stays open', async () => {
    const app = newApp()
    app.register(async (scope) => {
      scope.addHook('onRequest', tokenRequired(api))
      scope.get('/in', ({ user, authentication }) => [user?.username, authentication?.token.kind])
      await scope.register(async (inner) => inner.get('/deep', ({ user }) => user?.username))
    })
    app.get('/out', () => 'out')
    const url = await urlOf(app)
    expect(await (await fetch(`${url}/in`, { headers: bearer })).json()).toEqual([
      'maria',
      'classic',
    ])
    expect(await statusOf(`${url}/in`)).toBe(401)
    expect(await statusOf(`${url}/deep`)).toBe(401)
    expect(await statusOf(`${url}/deep`, { headers: bearer })).toBe(200)
    expect(await statusOf(`${url}/out`)).toBe(200)
  })

  it('one for all, the 404 included', async () => {
    const app = newApp()
    app.addHook('onRequest', tokenRequired(api))
    app.get('/in', () => 'in')
    const url = await urlOf(app)
    expect(await statusOf(`${url}/nowhere`)).toBe(401)
    expect(await statusOf(`${url}/nowhere`, { headers: bearer })).toBe(404)
  })

  it('a user that another plugin has declared is replaced', async () => {
    const app = newApp()
    app.decorateRequest('user', null as never)
    app.get('/in', { preHandler: tokenRequired(api) }, ({ user }) => user?.username)
    expect(await (await fetch(`${await urlOf(app)}/in`, { headers: bearer })).text()).toBe('maria')
  })

  it('a refused caller who hangs up while an onSend hook waits does not reach the view', async () => {
    const app = newApp()
    let runs = 0
    const sending = signal()
    const gone = signal()
    const goOn = signal()
    app.addHook('onSend', async (_request, reply) => {
      reply.raw.once('close', gone.give)
      sending.give()
      await goOn.given
    })
    app.get('/in', { onRequest: tokenRequired(api) }, () => void runs++)
    const { port } = await listening(app)
    const socket = net.connect({ port, host: '127.0.0.1' })
    socket.write('GET /in HTTP/1.1\r\nHost: target\r\n\r\n')
    await sending.given
    socket.destroy()
    await gone.given
    goOn.give()
    // A whole request later, whatever the first one has set off is done.
    expect(await statusOf(`http://127.0.0.1:${port}/in`)).toBe(401)
    expect(runs).toBe(0)
  })

  it('Vary is added to, in a refusal and before the view', async () => {
    const app = newApp()
    app.addHook('onRequest', async (_request, reply) => void reply.header('Vary', 'Origin'))
    app.get('/in', { preHandler: tokenRequired(api) }, () => 'in')
    app.get('/own', { preHandler: tokenRequired(api) }, (_request, reply) =>
      reply.header('Cache-Control', 'private, max-age=5').send('in'),
    )
    const url = await urlOf(app)
    const headersOf = async (path: string, init?: RequestInit): Promise<unknown[]> => {
      const { headers } = await fetch(`${url}${path}`, init)
      return [headers.get('vary'), headers.get('cache-control')]
    }
    expect(await headersOf('/in')).toEqual(['Origin, Authorization, Accept', 'no-store'])
    const passed = { headers: bearer }
    expect(await headersOf('/in', passed)).toEqual(['Origin, Authorization', 'no-store'])
    expect(await headersOf('/own', passed)).toEqual(['Origin, Authorization', 'private, max-age=5'])
  })

  it("an application's refusal keeps its cookies", async () => {
    const app = newApp()
    const headers = new Headers([
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    const onRefused = (): Response => new Response('no', { status: 403, headers })
    app.get('/in', { preHandler: tokenRequired(api, { onRefused }) }, () => 'in')
    const answer = await fetch(`${await urlOf(app)}/in`)
    expect([answer.status, await answer.text()]).toEqual([403, 'no'])
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  })
})

describe('handlers', () => {
  it('may answer by a promise, at once, or later by `reply.send`', async () => {
    const app = newApp()
    app.get(
      '/promise',
      tokenRequired(api, async ({ user }) => ({ user: user.username })),
    )
    app.get(
      '/at-once',
      tokenRequired(api, (request) => ({ user: request.user.username })),
    )
    app.get(
      '/later',
      tokenRequired(api, (request, reply) => {
        setImmediate(() => void reply.send({ user: request.user.username }))
      }),
    )
    const url = await urlOf(app)
    for (const path of ['/promise', '/at-once', '/later']) {
      const answer = await fetch(`${url}${path}`, { headers: bearer })
      expect(await answer.json(), path).toEqual({ user: 'maria' })
      expect(await statusOf(`${url}${path}`), path).toBe(401)
    }
  })

  it('what a view throws goes to the error handler, and `this` is the instance', async () => {
    const app = newApp()
    app.setErrorHandler((error, _request, reply) => reply.code(500).send({ own: String(error) }))
    app.get('/hook', { preHandler: tokenRequired(api) }, () => Promise.reject(new Error('a')))
    app.get(
      '/wrapped',
      tokenRequired(api, () => Promise.reject(new Error('b'))),
    )
    app.get(
      '/thrown',
      tokenRequired(api, function () {
        throw new Error(this.prefix + 'c')
      }),
    )
    const url = await urlOf(app)
    const own = async (path: string): Promise<unknown> =>
      (await fetch(`${url}${path}`, { headers: bearer })).json()
    expect(await own('/hook')).toEqual({ own: 'Error: a' })
    expect(await own('/wrapped')).toEqual({ own: 'Error: b' })
    expect(await own('/thrown')).toEqual({ own: 'Error: c' })
  })

  it('a schema of its answers does not touch refusals', async () => {
    const app = newApp()
    const schema = {
      response: {
        200: { type: 'object', properties: { name: { type: 'string' } } },
        '4xx': { type: 'object', properties: { other: { type: 'string' } } },
      },
    }
    app.get('/in', { schema, onRequest: tokenRequired(api) }, ({ user }) => ({
      name: user?.username,
      secret: 'left out',
    }))
    app.setReplySerializer(() => '"serialised"')
    const url = await urlOf(app)
    const refused = await fetch(`${url}/in`)
    expect(refused.headers.get('content-type')).toBe('application/json')
    expect(await refused.text()).toBe(
      '{"success": false, "errors": "Must include \'user\' and \'token\' parameters with request."}',
    )
  })

  it.each([true, false])('exposeHeadRoutes: %s', async (exposeHeadRoutes) => {
    const app = newApp({ exposeHeadRoutes })
    app.get('/hook', { preHandler: tokenRequired(api) }, () => 'in')
    app.get(
      '/wrapped',
      tokenRequired(api, () => 'in'),
    )
    const url = await urlOf(app)
    for (const path of ['/hook', '/wrapped']) {
      const head = (headers: Record<string, string>): Promise<number> =>
        statusOf(`${url}${path}`, { method: 'HEAD', headers })
      expect(await head({}), path).toBe(exposeHeadRoutes ? 401 : 404)
      expect(await head(bearer), path).toBe(exposeHeadRoutes ? 200 : 404)
    }
  })
})

describe('addresses', () => {
  it('mounts: within mounts, with parameters, several, at the root', async () => {
    const app = newApp()
    app.register(async (v1) => v1.register(tokenRoutes(api), { prefix: '/token' }), {
      prefix: '/v1',
    })
    app.register(tokenRoutes(api), { prefix: '/of/:tenant/token' })
    const root = newApp()
    root.register(tokenRoutes(api))
    const url = await urlOf(app)
    expect(await statusOf(`${url}/v1/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/of/a%2Fb/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/of/a%2Fb/token/${token}/2.json`)).toBe(401)
    expect(await statusOf(`${await urlOf(root)}/${token}/1.json`)).toBe(200)
  })

  it('rewriteUrl: routes as rewritten, credentials as sent', async () => {
    const app = newApp({
      rewriteUrl: ({ url = '/' }) => url.replace('/old', '').replace(/\?.*/, ''),
    })
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.get('/in', { onRequest: tokenRequired(api) }, () => 'in')
    const url = await urlOf(app)
    expect(await statusOf(`${url}/old/token/${token}/1.json`)).toBe(200)
    expect(await statusOf(`${url}/old/in?${pair}`)).toBe(200)
    expect(await statusOf(`${url}/old/in`)).toBe(401)
  })

  it('a router that takes other spellings guards them as well', async () => {
    const app = newApp({
      routerOptions: {
        caseSensitive: false,
        ignoreDuplicateSlashes: true,
        ignoreTrailingSlash: true,
      },
    })
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.get('/in', { onRequest: tokenRequired(api) }, () => 'in')
    const { port } = await listening(app)
    const get = async (target: string): Promise<number> => {
      const socket = net.connect({ port, host: '127.0.0.1' })
      socket.end(`GET ${target} HTTP/1.1\r\nHost: target\r\nConnection: close\r\n\r\n`)
      let answer = ''
      for await (const data of socket) answer += String(data)
      return Number(answer.split(' ')[1])
    }
    for (const target of ['/in', '/IN', '//in', '/in/', '/%69n', 'http://other/in']) {
      expect(await get(target), target).toBe(401)
      expect(await get(`${target}?${pair}`), target).toBe(200)
    }
    expect(await get(`//TOKEN/${token}/1.json`)).toBe(200)
    expect(await get(`//TOKEN/${token}/2.json`)).toBe(401)
  })
})

describe('injected requests', () => {
  it('log in, call, are refused', async () => {
    const app = newApp()
    app.register(formbody)
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.post('/before', { onRequest: tokenRequired(api) }, ({ user, body }) => [
      user?.username,
      body,
    ])
    app.post('/behind', { preHandler: tokenRequired(api) }, ({ user, body }) => [
      user?.username,
      body,
    ])
    const post = async (url: string, payload: string, headers = {}): Promise<[number, unknown]> => {
      const answer = await app.inject({
        method: 'POST',
        url,
        payload,
        headers: { ...FORM, ...headers },
      })
      return [answer.statusCode, answer.json()]
    }
    const login = await post('/token/new.json', 'username=maria&password=right')
    expect(login).toEqual([200, { token, user: 1, success: true }])
    for (const url of ['/before', '/behind']) {
      expect(await post(url, pair)).toEqual([200, ['maria', { user: '1', token }]])
      expect(await post(url, 'a=1', bearer)).toEqual([200, ['maria', { a: '1' }]])
      expect((await post(url, 'a=1'))[0]).toBe(401)
      expect((await post(url, ''))[0]).toBe(401)
    }
  })
})

describe('HTTP/2', () => {
  const start = async (): Promise<http2.ClientHttp2Session> => {
    const app = fastify({ http2: true })
    app.register(formbody)
    app.register(tokenRoutes(api), { prefix: '/token' })
    app.post('/before', { onRequest: tokenRequired(api) }, ({ user, body }) => [
      user?.username,
      body,
    ])
    app.post('/behind', { preHandler: tokenRequired(api) }, ({ user, body }) => [
      user?.username,
      body,
    ])
    await app.listen({ port: 0, host: '127.0.0.1' })
    const address = app.server.address() as net.AddressInfo
    const client = http2.connect(`http://127.0.0.1:${address.port}`)
    open.push({ close: () => client.destroy() }, app)
    return client
  }
  const post = async (
    client: http2.ClientHttp2Session,
    path: string,
    body: string,
    headers = {},
  ): Promise<[number, unknown]> => {
    const stream = client.request({ ':method': 'POST', ':path': path, ...FORM, ...headers })
    const status = new Promise<number>((resolve) => {
      stream.once('response', (head) => resolve(Number(head[':status'])))
    })
    stream.end(body)
    let text = ''
    for await (const data of stream) text += String(data)
    return [await status, JSON.parse(text) as unknown]
  }

  it('logs in, calls, is refused', async () => {
    const client = await start()
    const login = await post(client, '/token/new.json', 'username=maria&password=right')
    expect(login).toEqual([200, { token, user: 1, success: true }])
    for (const path of ['/before', '/behind']) {
      expect(await post(client, path, pair)).toEqual([200, ['maria', { user: '1', token }]])
      expect(await post(client, path, 'a=1', bearer)).toEqual([200, ['maria', { a: '1' }]])
      expect((await post(client, path, 'a=1'))[0]).toBe(401)
      expect((await post(client, path, ''))[0]).toBe(401)
      expect((await post(client, path, `${pair}&note=${'x'.repeat(100_000)}`))[0]).toBe(200)
    }
    expect((await post(client, '/before', `${pair}&note=${'x'.repeat(200_000)}`))[0]).toBe(413)
  })
})
