/** Beside a session: a guard never puts nobody in its user's place, and may have a place of its own. */
import Hapi from '@hapi/hapi'
import { type AnyElysia, Elysia } from 'elysia'
import express from 'express'
import fastify from 'fastify'
import { H3 } from 'h3'
import { Hono } from 'hono'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'

import * as elysia from '../../src/adapters/elysia.ts'
import * as onExpress from '../../src/adapters/express.ts'
import * as onFastify from '../../src/adapters/fastify.ts'
import * as h3 from '../../src/adapters/h3.ts'
import * as hapi from '../../src/adapters/hapi.ts'
import * as hono from '../../src/adapters/hono.ts'
import * as koa from '../../src/adapters/koa.ts'
import type { GuardOptions, User } from '../../src/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { listen } from '../support/apps/listen.ts'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const maria = loginAs('maria')
const wrong = { authorization: 'Bearer 1:7aq-3b7acf3f7e52b77a6cd7' }

/** Whom a session has found before the guard is asked. */
const alice = { id: 7, username: 'alice', isActive: true } satisfies User

/** Who a handler sees at `user`, at `caller`, and by the authentication. */
type Places = Readonly<Record<'user' | 'caller' | 'token', string | null>>
const usernameOf = (user: unknown): string | null =>
  typeof user === 'object' && user !== null && 'username' in user ? String(user.username) : null
const placesOf = (on: object): Places => {
  const { user, caller, authentication } = on as Readonly<Record<string, unknown>>
  const { user: proven } = Object(authentication) as { readonly user?: User }
  return { user: usernameOf(user), caller: usernameOf(caller), token: usernameOf(proven) }
}

interface App {
  /** "/optional" is behind an optional guard, "/renamed" behind one that says `userProperty: 'caller'`. */
  get(path: string, headers?: Record<string, string>): Promise<Response>
  close?(): Promise<unknown>
}
const optional = { optional: true } as const
const renamed = { userProperty: 'caller' } as const

const APPS: readonly (readonly [string, () => Promise<App> | App])[] = [
  [
    'Express, as middleware',
    async () => {
      const app = express().use((req, _res, next) => {
        req.user = alice
        next()
      })
      app.get('/optional', onExpress.tokenRequired(api, optional), (req, res) => {
        res.json(placesOf(req))
      })
      app.get('/renamed', onExpress.tokenRequired(api, renamed), (req, res) => {
        res.json(placesOf(req))
      })
      return overSocket(await listen(app))
    },
  ],
  [
    'Express, wrapped',
    async () => {
      const app = express().use((req, _res, next) => {
        req.user = alice
        next()
      })
      app.get(
        '/optional',
        onExpress.tokenRequired(api, optional, (req, res) => res.json(placesOf(req))),
      )
      app.get(
        '/renamed',
        onExpress.tokenRequired(api, renamed, (req, res) => res.json(placesOf(req))),
      )
      return overSocket(await listen(app))
    },
  ],
  [
    'Fastify',
    () => {
      const app = fastify()
      app.addHook('onRequest', async (request) => {
        request.user = alice
      })
      app.get('/optional', { onRequest: onFastify.tokenRequired(api, optional) }, placesOf)
      app.get('/renamed', onFastify.tokenRequired(api, renamed, placesOf))
      return {
        get: async (url, headers = {}) => {
          const { statusCode: status, body } = await app.inject({ url, headers })
          return new Response(body, { status })
        },
        close: () => app.close(),
      }
    },
  ],
  [
    'Koa',
    async () => {
      const app = new Koa().use((ctx, next) => {
        ctx.state = { user: alice }
        return next()
      })
      const views: Readonly<Record<string, Koa.Middleware>> = {
        '/optional': koa.tokenRequired(api, optional, (ctx) => {
          ctx.body = placesOf(ctx.state)
        }),
        '/renamed': koa.tokenRequired(api, renamed, (ctx) => {
          ctx.body = placesOf(ctx.state)
        }),
      }
      app.use((ctx, next) => views[ctx.path]?.(ctx, next))
      return overSocket(await listen(app.callback()))
    },
  ],
  [
    'Hono',
    () => {
      const app = new Hono<{ Variables: { user: unknown } }>()
      app.use((c, next) => {
        c.set('user', alice)
        return next()
      })
      app.get('/optional', hono.tokenRequired(api, optional), (c) => c.json(placesOf(c.var)))
      app.get('/renamed', hono.tokenRequired(api, renamed), (c) => c.json(placesOf(c.var)))
      return { get: async (path, headers = {}) => app.request(path, { headers }) }
    },
  ],
  [
    'h3',
    () => {
      const app = new H3().use((event) => {
        event.context.user = alice
      })
      app.get(
        '/optional',
        h3.tokenRequired(api, optional, ({ context }) => placesOf(context)),
      )
      app.get(
        '/renamed',
        h3.tokenRequired(api, renamed, ({ context }) => placesOf(context)),
      )
      return { get: async (path, headers = {}) => app.request(path, { headers }) }
    },
  ],
  [
    'Elysia',
    () => {
      const appWith = (options: GuardOptions): AnyElysia => {
        const guard = elysia.tokenRequired(api, options) as unknown as (app: AnyElysia) => AnyElysia
        const app: AnyElysia = new Elysia().derive(() => ({ user: alice as unknown }))
        return guard(app).get('/*', (context: object) => placesOf(context)) as AnyElysia
      }
      const apps: Readonly<Record<string, AnyElysia>> = {
        '/optional': appWith(optional),
        '/renamed': appWith(renamed),
      }
      return {
        get: async (path, headers = {}) =>
          (apps[path] as AnyElysia).handle(new Request(`http://x${path}`, { headers })),
      }
    },
  ],
]

const overSocket = ({ port, close }: { port: number; close(): Promise<unknown> }): App => ({
  get: (path, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers }),
  close,
})

describe.each(APPS)('%s', (_name, start) => {
  it.each([
    ['nothing presented: the session’s user stays', '/optional', {}, ['alice', null, null]],
    ['a token: its user', '/optional', maria, ['maria', null, 'maria']],
    ['under another name: both', '/renamed', maria, ['alice', 'maria', 'maria']],
  ] as const)('%s', async (_behaviour, path, headers, [user, caller, token]) => {
    const app = await start()
    try {
      const answer = await app.get(path, headers)
      expect(answer.status).toBe(200)
      expect(await answer.json()).toEqual({ user, caller, token })
    } finally {
      await app.close?.()
    }
  })
  it('a session does not make a wrong token right, nor spare one', async () => {
    const app = await start()
    try {
      expect((await app.get('/optional', wrong)).status).toBe(403)
      expect((await app.get('/renamed')).status).toBe(401)
    } finally {
      await app.close?.()
    }
  })
})

describe('a getter at `req.user`', () => {
  const appWith = async (
    property: PropertyDescriptor,
    on: 'request' | 'prototype',
  ): Promise<App> => {
    const app = express()
    if (on === 'prototype') Object.defineProperty(app.request, 'user', property)
    else {
      app.use((req, _res, next) => {
        Object.defineProperty(req, 'user', property)
        next()
      })
    }
    app.get('/optional', onExpress.tokenRequired(api, optional), (req, res) => {
      res.json(placesOf(req))
    })
    app.get('/renamed', onExpress.tokenRequired(api, renamed), (req, res) => {
      res.json(placesOf(req))
    })
    app.use(((error: Error, _req, res, _next) => {
      res.status(500).send(error.message)
    }) as express.ErrorRequestHandler)
    return overSocket(await listen(app))
  }
  const asAlice = { get: () => alice }
  const nobody = { get: () => undefined }

  it.each<[string, PropertyDescriptor, 'request' | 'prototype', Places]>([
    ['of the prototype', asAlice, 'prototype', { user: 'maria', caller: null, token: 'maria' }],
    [
      'of the request',
      { ...asAlice, configurable: true },
      'request',
      { user: 'maria', caller: null, token: 'maria' },
    ],
    [
      'a value that cannot be written',
      { value: alice, configurable: true },
      'request',
      { user: 'maria', caller: null, token: 'maria' },
    ],
    ['fixed, of nobody', nobody, 'request', { user: null, caller: null, token: 'maria' }],
  ])('%s: the token’s user, never a 500', async (_what, property, on, places) => {
    const app = await appWith(property, on)
    const answer = await app.get('/optional', maria)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual(places)
    await app.close?.()
  })

  it('fixed, of another user: the handler would take the one for the other, so it does not run', async () => {
    const app = await appWith(asAlice, 'request')
    const answer = await app.get('/optional', maria)
    expect(answer.status).toBe(500)
    expect(await answer.text()).toMatch(/`user` is a getter .*name another place .*`userProperty`/)
    // Nothing presented: it is the session's; with a place of its own: both.
    expect(await (await app.get('/optional')).json()).toMatchObject({ user: 'alice', token: null })
    expect(await (await app.get('/renamed', maria)).json()).toEqual({
      ...{ user: 'alice', caller: 'maria', token: 'maria' },
    })
    await app.close?.()
  })
})

it('hapi: a token or a session, as two strategies of one route', async () => {
  const server = Hapi.server()
  server.auth.scheme('token', hapi.tokenRequired(api))
  server.auth.strategy('token', 'token')
  server.auth.scheme('session', () => ({
    authenticate: (_request, h) => h.authenticated({ credentials: { user: alice } as never }),
  }))
  server.auth.strategy('session', 'session')
  server.route({
    method: 'GET',
    path: '/either',
    options: { auth: { strategies: ['token', 'session'] } },
    handler: (request) => usernameOf(request.auth.credentials.user),
  })
  const get = async (headers = {}): Promise<unknown> =>
    (await server.inject({ url: '/either', headers })).result
  expect(await get()).toBe('alice')
  expect(await get(maria)).toBe('maria')
  expect(await get(wrong)).not.toBe('alice')
})
