/** Hono 4 over @hono/node-server, with bodies read before the guard, behind it, and by nobody. */
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { every, some } from 'hono/combine'
import { cors } from 'hono/cors'
import { streamText } from 'hono/streaming'
import { describe, expect, it } from 'vitest'

import { type TokenEnv, tokenRequired, tokenRoutes } from '../../src/adapters/hono.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { honoApp, wrappedHonoApp } from '../support/apps/hono-app.ts'
import { listen } from '../support/apps/listen.ts'
import { overHttp2 } from '../support/apps/over-http2.ts'

// They never come to an app: @hono/node-server wants a URL that it can make of them.
const ownAnswers = {
  'spoof-host-fragment': 'a Host field with "#" is no host',
  'http-10': 'no Host field, so no URL',
}

adapterTests('Hono, no body parser', {
  start: (setup) => listen(getRequestListener(honoApp(setup).fetch)),
  ownAnswers,
})
adapterTests('Hono, views wrapped one by one', {
  start: (setup) => listen(getRequestListener(wrappedHonoApp(setup).fetch)),
  ownAnswers,
})

const readers: Record<string, (c: Context) => Promise<unknown>> = {
  'c.req.parseBody()': (c) => c.req.parseBody(),
  'c.req.arrayBuffer()': (c) => c.req.arrayBuffer(),
}
/** Reads every body, and leaves it to others to complain. */
const reading =
  (read: (c: Context) => Promise<unknown>): MiddlewareHandler =>
  async (c, next) => {
    try {
      await read(c)
    } catch {
      // A body that is none.
    }
    await next()
  }
/** The guard counts no bytes of what was read before it. */
const LIMIT: MiddlewareHandler = (c, next) =>
  Number(c.req.header('content-length')) > 1_000_000
    ? Promise.resolve(c.text('too large', 413))
    : next()
for (const [name, read] of Object.entries(readers)) {
  adapterTests(`Hono, ${name} before the guard`, {
    start: (setup) => listen(getRequestListener(honoApp(setup, [LIMIT, reading(read)]).fetch)),
    parsers: 'before the guard',
    ownAnswers: {
      ...ownAnswers,
      'obtain: form body over 2.5 MB': 'the limit before the parser',
      'login-gzip-bomb': 'what was read as a form is one, or holds nothing',
    },
  })
}

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const right = { ...loginAs('maria') }
const token = right.authorization.slice('Bearer 1:'.length)
const form = { user: '1', token, note: 'hé' }
const hello = (c: Context<TokenEnv>): Response => c.json({ hello: c.get('user').username })

describe('mounted under a prefix', () => {
  const inner = new Hono()
    .all('/token/*', tokenRoutes(api))
    .get('/index.json', tokenRequired(api), hello)
  const apps: Record<string, [app: Hono, prefix: string]> = {
    'app.route()': [new Hono().route('/x', inner), '/x'],
    'app.route() twice': [new Hono().route('/x', new Hono().route('/y', inner)), '/x/y'],
    'basePath()': [new Hono().basePath('/api/v1').route('/', inner), '/api/v1'],
    'a prefix with a parameter': [new Hono().route('/:tenant', inner), '/acme%20ltd'],
    'mount()': [new Hono().mount('/m', inner.fetch), '/m'],
    'a path that is decoded first': [new Hono().route('/ü', inner), '/%C3%BC'],
  }
  it.each(Object.entries(apps))('%s', async (_how, [app, prefix]) => {
    const login = await app.request(`${prefix}/token/new.json`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'maria', password: 'password' }),
    })
    expect(await login.json()).toEqual({ token, user: 1, success: true })
    const verified = await app.request(`${prefix}/token/${token}/1.json`)
    expect(verified.status).toBe(200)
    const nothing = await app.request(`${prefix}/token/x/new.json`)
    expect(await nothing.json()).toMatchObject({ success: false })
    expect((await app.request(`${prefix}/token`)).status).toBe(404)
    expect((await app.request(`${prefix}/index.json`, { headers: right })).status).toBe(200)
    expect((await app.request(`${prefix}/index.json`)).status).toBe(401)
  })
  it('a slash that the router overlooks is no address of ours', async () => {
    const app = new Hono({ strict: false }).route('/', inner)
    expect((await app.request(`/token/${token}/1.json/`)).status).toBe(404)
  })
})

describe('bodies', () => {
  const app = new Hono<{ Variables: Partial<TokenEnv['Variables']> }>()
  app.post('/raw', tokenRequired(api), async (c) => c.text(await c.req.raw.text()))
  app.post('/parsed', tokenRequired(api), async (c) => c.json(await c.req.parseBody()))
  app.use('/read/*', async (c, next) => {
    await c.req.formData()
    await next()
  })
  app.post('/read/form', tokenRequired(api), async (c) => c.json(await c.req.parseBody()))
  app.use('/gone/*', async (c, next) => {
    await c.req.raw.text()
    await next()
  })
  app.post('/gone/form', tokenRequired(api), hello)
  const post = (path: string, body: URLSearchParams | FormData): Response | Promise<Response> =>
    app.request(path, { method: 'POST', body })
  const multipart = (): FormData => {
    const data = new FormData()
    for (const [name, value] of Object.entries(form)) data.append(name, value)
    data.append('file', new File(['x'], 'x.txt'))
    return data
  }

  it('the request itself stays whole', async () => {
    const body = new URLSearchParams(form)
    expect(await (await post('/raw', body)).text()).toBe(body.toString())
  })
  it.each(['/parsed', '/read/form'])(
    '%s: a multipart form opens, and is the view’s',
    async (path) => {
      const response = await post(path, multipart())
      expect(await response.json()).toMatchObject(form)
    },
  )
  it('of a form that was read into FormData the last of a name counts', async () => {
    const data = multipart()
    data.append('user', '2')
    expect((await post('/read/form', data)).status).toBe(403)
  })
  it('a body that breaks off is the caller’s fault, and no outage', async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('gone')) })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const broken = { method: 'POST', body, headers, duplex: 'half' } as const
    const response = await app.request(new Request('http://app.example/raw', broken))
    expect(response.status).toBe(400)
  })
  it('a body that somebody read past Hono is not there: refused', async () => {
    expect((await post('/gone/form', new URLSearchParams(form))).status).toBe(401)
  })
})

describe('headers', () => {
  const app = new Hono()
  app.use('/cors/*', cors({ origin: 'https://app.example' }))
  app.get('/cors/view', tokenRequired(api), hello)
  app.use('/public/*', async (c, next) => {
    c.res.headers.set('cache-control', 'public, max-age=600')
    c.res.headers.set('vary', 'Cookie')
    await next()
  })
  app.get('/public/view', tokenRequired(api), hello)
  app.get('/own', tokenRequired(api), (c) => {
    c.header('cache-control', 'private, max-age=5')
    return c.body(null)
  })
  app.get('/frozen', tokenRequired(api), () => Response.redirect('http://app.example/'))
  const fields = async (path: string, headers = {}): Promise<(string | number | null)[]> => {
    const response = await app.request(path, { headers })
    return [response.status, response.headers.get('cache-control'), response.headers.get('vary')]
  }
  it.each([
    [
      'added to what CORS varies on',
      '/cors/view',
      right,
      [200, 'no-store', 'Authorization, Origin'],
    ],
    ['in a refusal too', '/cors/view', {}, [401, 'no-store', 'Authorization, Accept, Origin']],
    [
      'no middleware makes a refusal public',
      '/public/view',
      {},
      [401, 'no-store', 'Cookie, Authorization, Accept'],
    ],
    ['a view may say otherwise', '/own', right, [200, 'private, max-age=5', 'Authorization']],
    ['where the headers may not be changed', '/frozen', right, [302, 'no-store', 'Authorization']],
  ])('%s', async (_what, path, headers, expected) => {
    expect(await fields(path, headers)).toEqual(expected)
  })
})

describe('Hono’s own ways', () => {
  it('an error of a view is the app’s', async () => {
    const app = new Hono()
    app.onError((error, c) => c.json({ own: error.message }, 500))
    app.get('/before', tokenRequired(api), () => Promise.reject(new Error('mine')))
    app.get(
      '/around',
      tokenRequired(api, () => Promise.reject(new Error('mine'))),
    )
    for (const path of ['/before', '/around']) {
      const response = await app.request(path, { headers: right })
      expect([response.status, await response.json()]).toEqual([500, { own: 'mine' }])
    }
  })
  it('a view that forgets to answer is an error, as anywhere', async () => {
    const app = new Hono()
    app.onError(({ message }, c) => c.text(message, 500))
    app.get('/', tokenRequired(api), (() => undefined) as never)
    const response = await app.request('/', { headers: right })
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringContaining('not finalized'),
    ])
  })
  it('combined by some() and every()', async () => {
    const app = new Hono()
    app.get(
      '/some',
      some(tokenRequired(api), () => true),
      (c) => c.text('in'),
    )
    app.get(
      '/every',
      every(tokenRequired(api), (_c, next) => next()),
      (c) => c.text('in'),
    )
    for (const path of ['/some', '/every']) {
      expect((await app.request(path)).status).toBe(401)
      expect(await (await app.request(path, { headers: right })).text()).toBe('in')
    }
  })
  it('a view that streams goes on streaming', async () => {
    const app = new Hono().get('/stream', tokenRequired(api), (c) =>
      streamText(c, async (stream) => {
        await stream.write('a')
        await stream.write('b')
      }),
    )
    const response = await app.request('/stream', { headers: right })
    expect([await response.text(), response.headers.get('cache-control')]).toEqual([
      'ab',
      'no-store',
    ])
  })
  it('over HTTP/2, a form as well', async () => {
    const app = new Hono().all('/index.json', tokenRequired(api), hello)
    const answers = await overHttp2(getRequestListener(app.fetch), [
      { ':path': '/index.json' },
      { ':path': '/index.json', ...right },
      { ':path': '/index.json', 'form': new URLSearchParams(form).toString() },
      { ':path': '/index.json', 'form': 'user=1&token=x' },
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 200, 200, 403])
  })
})
