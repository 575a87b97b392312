/** Koa 3, with body parsers before the guard, behind it, and nowhere; with a router and without. */
import { bodyParser } from '@koa/bodyparser'
import { Router } from '@koa/router'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'

import { type TokenState, tokenRequired, tokenRoutes } from '../../src/adapters/koa.ts'
import type { GuardOptions } from '../../src/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { koaApp, routerlessKoaApp } from '../support/apps/koa-app.ts'
import { listen } from '../support/apps/listen.ts'
import { overHttp2 } from '../support/apps/over-http2.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const parser = bodyParser({ formLimit: '200kb' })

adapterTests('Koa, no body parser', { start: (setup) => listen(koaApp(setup).callback()) })
adapterTests('Koa, no router, views wrapped one by one', {
  start: (setup) => listen(routerlessKoaApp(setup).callback()),
})
adapterTests('Koa, body parser behind the guard', {
  start: (setup) => listen(koaApp(setup, { after: [parser] }).callback()),
})
adapterTests('Koa, body parser before the guard', {
  start: (setup) => listen(koaApp(setup, { before: [parser] }).callback()),
  ownAnswers: {
    'verify: POST with a JSON body': 'the JSON parser refuses what is no object',
    'obtain: form body, JSON type': 'the JSON parser refuses what is no JSON',
    'obtain: 1001 parameters': 'the parser keeps 1,000 fields and drops the others',
    'obtain: form body over 2.5 MB': 'the parser has a limit of its own',
    'login-many-fields': 'the parser keeps 1,000 fields and drops the others',
    'login-json-proto': 'the JSON parser refuses a key `__proto__`',
    'login-json-truncated': 'the JSON parser refuses what is no JSON',
    'login-gzip-bomb': 'the parser inflates, up to its limit',
    'invalid JSON': 'the JSON parser refuses what is no JSON',
  },
})

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const right = { ...loginAs('maria') }
const token = right.authorization.slice('Bearer 1:'.length)
const pair = { user: '1', token }
const hello = (ctx: Koa.ParameterizedContext<TokenState>): void => {
  ctx.body = { hello: ctx.state.user.username }
}

const redirectLogin: GuardOptions['onRefused'] = (_refusal, { target }) =>
  target === '/login' ? new Response(null, { status: 302, headers: { location: '/' } }) : undefined

/** The answers of an app, one after the other. */
async function answers(
  app: Koa,
  calls: readonly (readonly [string, RequestInit?])[],
): Promise<Response[]> {
  const { port, close } = await listen(app.callback())
  const responses: Response[] = []
  try {
    for (const [path, init] of calls) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        redirect: 'manual',
        ...init,
      })
      const body = response.status === 204 || init?.method === 'HEAD' ? null : await response.text()
      responses.push(new Response(body, response))
    }
  } finally {
    await close()
  }
  return responses
}
const post = (body: string | URLSearchParams, headers = {}): RequestInit => ({
  method: 'POST',
  body,
  headers,
})

describe('where the token routes are', () => {
  const login = post(new URLSearchParams({ username: 'maria', password: 'password' }))
  const below =
    (path: string): Koa.Middleware =>
    async (ctx, next) => {
      // As koa-mount does.
      if (!ctx.path.startsWith(`${path}/`)) return next()
      ctx.path = ctx.path.slice(path.length)
      await next()
    }
  const mountedAt = (path: string): Koa.Middleware => {
    const [before, routes] = [below(path), tokenRoutes(api, { prefix: '' })]
    return (ctx, next) =>
      ctx.path.startsWith(`${path}/`) ? before(ctx, () => routes(ctx, next)) : next()
  }
  const routed = new Router({ prefix: '/x' })
  routed.all('/token/*path', tokenRoutes(api, { prefix: '/x/token' }))
  const places: Record<string, Koa.Middleware[]> = {
    'below a prefix of their own': [tokenRoutes(api, { prefix: '/x/token/' })],
    'behind koa-mount': [below('/x'), tokenRoutes(api)],
    'at the prefix of koa-mount': [mountedAt('/x/token')],
    'in a router': [routed.routes() as Koa.Middleware],
  }
  it.each(Object.entries(places))('%s', async (_where, middleware) => {
    const app = new Koa()
    for (const each of middleware) app.use(each)
    app.use((ctx) => {
      ctx.body = 'other'
    })
    const [given, verified, other] = await answers(app, [
      ['/x/token/new.json', login],
      [`/x/token/${token}/1.json?a`],
      ['/y/token/new.json', login],
    ])
    expect(await given?.json()).toEqual({ token, user: 1, success: true })
    expect(verified?.status).toBe(200)
    expect(await other?.text()).toBe('other')
  })
})

describe('body parsers', () => {
  const texts = bodyParser({
    enableTypes: ['text'],
    extendTypes: { text: ['application/x-www-form-urlencoded'] },
  })
  it.each([
    ['before the guard', bodyParser()],
    ['one that leaves the body at the node request as well', bodyParser({ patchNode: true })],
    ['one that leaves text', texts],
  ])('%s', async (_which, before) => {
    const app = new Koa()
    app.use(before).use(tokenRequired(api, hello))
    const [good, last, brackets, json] = await answers(app, [
      ['/', post(new URLSearchParams(pair))],
      ['/', post(`user=2&user=1&token=${token}`, FORM)],
      ['/', post(`user[]=1&token[]=${token}`, FORM)],
      ['/', post(JSON.stringify(pair), { 'content-type': 'application/json' })],
    ])
    expect([good, last, brackets, json].map((answer) => answer?.status)).toEqual([
      200, 200, 401, 401,
    ])
  })
  it('behind the guard, the body is there as if nobody had read it', async () => {
    const app = new Koa()
    app.use(tokenRequired(api)).use(bodyParser())
    app.use((ctx) => {
      ctx.body = ctx.request.body
    })
    const [form, json, empty] = await answers(app, [
      ['/', post(new URLSearchParams(pair))],
      ['/', post('{"a":1}', { ...right, 'content-type': 'application/json' })],
      ['/', post('', { ...right, ...FORM })],
    ])
    expect([await form?.json(), await json?.json(), empty?.status]).toEqual([pair, { a: 1 }, 200])
  })
})

describe('Koa’s own ways', () => {
  it('an error of a view is emitted, and is not a refusal', async () => {
    const app = new Koa()
    const observed: unknown[] = []
    app.on('error', (error: Error, ctx: Koa.Context) => observed.push(error.message, ctx.path))
    app.use(
      tokenRequired(api, (ctx) => {
        if (ctx.path === '/teapot') ctx.throw(418, 'mine')
        throw new Error('mine')
      }),
    )
    const [refused, teapot, broken] = await answers(app, [
      ['/refused'],
      ['/teapot', { headers: right }],
      ['/broken', { headers: right }],
    ])
    expect([refused?.status, teapot?.status, broken?.status]).toEqual([401, 418, 500])
    expect(observed).toEqual(['mine', '/teapot', 'mine', '/broken'])
  })
  it('middleware before the guard sees a refusal as any other answer', async () => {
    const seen: unknown[] = []
    const app = new Koa()
    app.use(async (ctx, next) => {
      ctx.vary('Origin')
      ctx.set('Cache-Control', 'public')
      ctx.type = 'json'
      await next()
      seen.push(ctx.status, ctx.length)
    })
    app.use(tokenRequired(api, { onRefused: redirectLogin }, hello))
    const [refused, redirected, head] = await answers(app, [
      ['/'],
      ['/login'],
      ['/', { method: 'HEAD' }],
    ])
    expect([refused?.headers.get('vary'), refused?.headers.get('cache-control')]).toEqual([
      'Origin, Authorization, Accept',
      'no-store',
    ])
    expect([redirected?.status, await redirected?.text()]).toEqual([302, ''])
    expect([head?.status, head?.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ])
    expect(seen).toEqual([
      401,
      Number(refused?.headers.get('content-length')),
      302,
      undefined,
      401,
      Number(refused?.headers.get('content-length')),
    ])
  })
  it('a view keeps its own Cache-Control, answers HEAD, and may leave Koa', async () => {
    const app = new Koa()
    app.use(
      tokenRequired(api, (ctx) => {
        if (ctx.path === '/own') ctx.set('Cache-Control', 'private')
        if (ctx.path === '/left') {
          ctx.respond = false
          ctx.res.end('left')
        } else ctx.body = 'four'
      }),
    )
    const got = await answers(app, [
      ['/own', { headers: right }],
      ['/left', { headers: right }],
      ['/', { method: 'HEAD', headers: right }],
    ])
    expect(got.map(({ headers }) => [headers.get('cache-control'), headers.get('vary')])).toEqual([
      ['private', 'Authorization'],
      ['no-store', 'Authorization'],
      ['no-store', 'Authorization'],
    ])
    expect([await got[1]?.text(), got[2]?.headers.get('content-length')]).toEqual(['left', '4'])
  })
  it('over HTTP/2, a form as well, with and without a parser', async () => {
    for (const before of [[], [bodyParser()]]) {
      const app = new Koa()
      for (const each of before) app.use(each)
      app.use(tokenRequired(api, hello))
      const got = await overHttp2(app.callback(), [
        { ':path': '/' },
        { ':path': '/', ...right },
        { ':path': '/', 'form': new URLSearchParams(pair).toString() },
        { ':path': '/', 'form': 'user=1&token=x' },
      ])
      expect(got.map(({ status }) => status)).toEqual([401, 200, 200, 403])
      expect(got[0]?.body).toContain('"success": false')
    }
  })
})
