/** h3 2 on Node, the guard as middleware and around views, and with bodies that were read before. */
import type { RequestListener } from 'node:http'

import {
  type EventHandler,
  H3,
  HTTPResponse,
  bodyLimit,
  defineLazyEventHandler,
  html,
  readBody,
  toMiddleware,
  toNodeHandler,
  withBase,
} from 'h3'
import { describe, expect, it } from 'vitest'

import { type GuardedEvent, tokenRequired, tokenRoutes } from '../../src/adapters/h3.ts'
import type { ScenarioApp, ScenarioSetup } from '../../src/contracts/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { type H3AppOptions, h3App } from '../support/apps/h3-app.ts'
import { listen } from '../support/apps/listen.ts'
import { overHttp2 } from '../support/apps/over-http2.ts'

const start =
  (options: H3AppOptions) =>
  (setup: ScenarioSetup): Promise<ScenarioApp> =>
    listen(toNodeHandler(h3App(setup, options)) as RequestListener)
const ownAnswers = {
  'verify: invalid UTF-8 in the token': 'h3 refuses a path that cannot be decoded',
  'verify-bad-percent': 'h3 refuses a path that cannot be decoded',
}

adapterTests('h3, the guard as middleware', { start: start({}), ownAnswers })
adapterTests('h3, the guard around views', { start: start({ wrapped: true }), ownAnswers })
adapterTests('h3, a copy of the body read before the guard', {
  start: start({
    before: [
      async ({ req }) => {
        if (req.method === 'POST') await req.clone().text()
      },
    ],
  }),
  ownAnswers,
  parsers: 'before the guard',
})

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const right = { headers: { ...loginAs('maria') } }
const token = right.headers.authorization.slice('Bearer 1:'.length)
const hello = (event: GuardedEvent): unknown => ({ hello: event.context.user.username })
const post = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})
const h3 = (): H3 => new H3({ silent: true })

describe('a refusal is final', () => {
  const hidden = { onRefused: () => new Response('not here', { status: 404 }) }
  const view = (): string => 'the view'
  const apps: Record<string, H3> = {
    'middleware of the app': h3().use(tokenRequired(api, hidden)),
    'middleware of a path': h3().use('/**', tokenRequired(api, hidden)),
    // As Nitro's files are.
    'middleware that is loaded late': h3().use(
      toMiddleware(defineLazyEventHandler(() => tokenRequired(api, hidden) as EventHandler)),
    ),
    'a handler among middleware': h3().use(
      toMiddleware(tokenRequired(api, hidden, () => undefined)),
    ),
    'middleware of a route': h3().all('/x', view, { middleware: [tokenRequired(api, hidden)] }),
    'around the view': h3().all('/x', tokenRequired(api, hidden, view)),
  }
  for (const app of Object.values(apps)) app.all('/x', view)
  it.each(Object.entries(apps))('%s, and a 404 too', async (_where, app) => {
    const refused = await app.request('/x')
    expect([refused.status, await refused.text()]).toEqual([404, 'not here'])
    expect(await (await app.request('/x', right)).text()).toBe('the view')
  })
  it.each(['/%61dmin/x', '/admin%2Fx', '//admin/x', '/./admin/x', '/y/../admin/x', '/admin//x'])(
    'no spelling leads past middleware: %s',
    async (path) => {
      const app = h3().use('/admin/**', tokenRequired(api))
      app.all('/admin/x', view)
      expect((await app.request(path)).status).toBeOneOf([401, 404])
    },
  )
})

describe('where the token routes are', () => {
  const inner = h3().all('/token/**', tokenRoutes(api))
  inner.get('/index.json', tokenRequired(api, hello))
  const places: Record<string, readonly [app: H3, prefix: string]> = {
    'an app in an app': [h3().mount('/x', inner), '/x'],
    'an app in an app in an app': [h3().mount('/x', h3().mount('/y', inner)), '/x/y'],
    'an app behind fetch': [h3().mount('/f', inner.fetch), '/f'],
    'a base': [h3().all('/b/**', withBase('/b', inner.handler)), '/b'],
    'a parameter': [h3().mount('/:tenant', inner), '/acme%20ltd'],
    'a named wildcard, as Nitro’s': [
      h3()
        .all('/n/token/**:path', tokenRoutes(api))
        .get('/n/index.json', tokenRequired(api, hello)),
      '/n',
    ],
  }
  it.each(Object.entries(places))('%s', async (_where, [app, prefix]) => {
    const login = post({ username: 'maria', password: 'password' })
    const given = await app.request(`${prefix}/token/new.json`, login)
    expect(await given.json()).toEqual({ token, user: 1, success: true })
    expect((await app.request(`${prefix}/token/${token}/1.json?a`)).status).toBe(200)
    expect((await app.request(`${prefix}/%74oken/${token}/1.json`)).status).toBe(200)
    expect((await app.request(`${prefix}/token/x/${token}/1.json`)).status).toBe(404)
    expect(await (await app.request(`${prefix}/index.json`, right)).json()).toEqual({
      hello: 'maria',
    })
  })
})

describe('headers', () => {
  const app = h3()
  app.use('/cors/**', (event) => {
    event.res.headers.set('vary', 'Origin')
    event.res.headers.set('x-before', '1')
  })
  app.use('/public/**', (event) => {
    event.res.headers.set('cache-control', 'public')
  })
  const own = { 'cache-control': 'private', 'vary': 'Cookie' }
  const views: Record<string, () => unknown> = {
    '/cors/object': () => ({}),
    '/cors/response': () => new Response('', { headers: own }),
    '/object': () => ({ headers: { vary: 'x' } }),
    '/text': () => 'text',
    '/nothing': () => null,
    '/html': () => html('<p>'),
    '/own-http-response': () => new HTTPResponse('', { headers: own }),
    '/own-response': () => new Response('', { headers: own }),
    '/frozen': () => Response.redirect('http://app.example/'),
    '/not-found': () => new Response('', { status: 404 }),
    '/public/text': () => 'text',
  }
  for (const [path, view] of Object.entries(views)) app.get(path, tokenRequired(api, view))
  it.each([
    ['/cors/object', 'no-store', 'Origin, Authorization'],
    ['/cors/response', 'private', 'Origin, Cookie, Authorization'],
    ['/object', 'no-store', 'Authorization'],
    ['/text', 'no-store', 'Authorization'],
    ['/nothing', 'no-store', 'Authorization'],
    ['/html', 'no-store', 'Authorization'],
    ['/own-http-response', 'private', 'Cookie, Authorization'],
    ['/own-response', 'private', 'Cookie, Authorization'],
    ['/frozen', 'no-store', 'Authorization'],
    ['/not-found', 'no-store', 'Authorization'],
  ])('%s', async (path, cacheControl, vary) => {
    const { headers } = await app.request(path, right)
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual([cacheControl, vary])
  })
  it('a refusal keeps what was there, and is never public', async () => {
    const { headers } = await app.request('/cors/object')
    expect([headers.get('x-before'), headers.get('vary')]).toEqual([
      '1',
      'Origin, Authorization, Accept',
    ])
    expect((await app.request('/public/text')).headers.get('cache-control')).toBe('no-store')
  })
})

describe('h3’s own ways', () => {
  it('an error of a view is the app’s', async () => {
    const observed: unknown[] = []
    const app = new H3({ silent: true, onError: ({ cause }) => void observed.push(cause) })
    const mine = new Error('mine')
    app.get(
      '/around',
      tokenRequired(api, () => Promise.reject(mine)),
    )
    app.get('/before', () => Promise.reject(mine), { middleware: [tokenRequired(api)] })
    for (const path of ['/around', '/before']) {
      expect((await app.request(path, right)).status).toBe(500)
      expect((await app.request(path)).status).toBe(401)
    }
    expect(observed).toEqual([mine, mine])
  })
  it('a body that was read is not there for the guard: refused; a header still opens', async () => {
    const app = h3().use((event) => readBody(event).then(() => undefined))
    app.post('/', tokenRequired(api, hello))
    const form = post({ user: '1', token })
    expect((await app.request('/', form)).status).toBe(401)
    expect((await app.request('/', { ...form, ...right })).status).toBe(200)
  })
  it('a body limit before the guard holds', async () => {
    const app = h3().use(bodyLimit(50))
    app.post(
      '/',
      tokenRequired(api, (event) => readBody(event)),
    )
    const fields = { user: '1', token }
    expect(await (await app.request('/', post(fields))).json()).toEqual(fields)
    expect((await app.request('/', post({ ...fields, note: 'x'.repeat(50) }))).status).toBeOneOf([
      400, 413,
    ])
  })
  it('nobody is there behind a guard that is optional', async () => {
    const app = h3().use(tokenRequired(api, { optional: true }))
    app.get('/', ({ context }) => context.user?.username ?? 'nobody')
    expect(await (await app.request('/')).text()).toBe('nobody')
    expect(await (await app.request('/', right)).text()).toBe('maria')
  })
  it('over HTTP/2, a form as well', async () => {
    const app = h3().all('/', tokenRequired(api, hello))
    const got = await overHttp2(toNodeHandler(app), [
      { ':path': '/' },
      { ':path': '/', ...right.headers },
      { ':path': '/', 'form': new URLSearchParams({ user: '1', token }).toString() },
      { ':path': '/', 'form': 'user=1&token=x' },
    ])
    expect(got.map(({ status }) => status)).toEqual([401, 200, 200, 403])
  })
})
