/** A ticket names the path that the client requested, also where a framework removes a prefix or rewrites the URL. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'

import { getRequestListener } from '@hono/node-server'
import { server as hapiServer } from '@hapi/hapi'
import { Elysia } from 'elysia'
import express from 'express'
import fastify from 'fastify'
import { H3, toNodeHandler } from 'h3'
import { Hono } from 'hono'
import Koa from 'koa'
import { afterAll, describe, expect, it } from 'vitest'

import * as onElysia from '../../src/adapters/elysia.ts'
import * as onExpress from '../../src/adapters/express.ts'
import * as onFastify from '../../src/adapters/fastify.ts'
import * as onH3 from '../../src/adapters/h3.ts'
import * as onHapi from '../../src/adapters/hapi.ts'
import * as onHono from '../../src/adapters/hono.ts'
import * as onKoa from '../../src/adapters/koa.ts'
import * as onLambda from '../../src/adapters/lambda.ts'
import * as onNode from '../../src/adapters/node.ts'
import type { ScenarioApp } from '../../src/contracts/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { listen } from '../support/apps/listen.ts'
import { lambdaEventV2 } from '../support/lambda-events.ts'

const { api, user } = inMemoryApi({ users: ['maria'] })
const authentication = await api.verify({ user: '1', token: api.makeToken(await user('maria')) })
const TICKETS = { tickets: true }
const REQUESTED = '/shop/reports/7.pdf'

type Ask = (target: string) => Promise<number>

/** What is started, to be stopped at the end. */
const apps: ScenarioApp[] = []
afterAll(() => Promise.all(apps.map((app) => app.close())))

async function over(listener: RequestListener): Promise<Ask> {
  const app = await listen(listener)
  apps.push(app)
  return async (target) => (await fetch(`http://127.0.0.1:${app.port}${target}`)).status
}
const overFetch =
  (handle: (request: Request) => Response | Promise<Response>): Ask =>
  async (target) =>
    (await handle(new Request(`http://app.example${target}`))).status

const APPS: Readonly<Record<string, () => Promise<Ask> | Ask>> = {
  'node, below a mount of Connect': () => {
    const view = onNode.tokenRequired(api, TICKETS, (_request, response) => response.end('in'))
    return over((request: IncomingMessage & { originalUrl?: string }, response: ServerResponse) => {
      request.originalUrl = request.url ?? ''
      request.url = request.originalUrl.slice('/shop'.length)
      void view(request, response)
    })
  },
  'Express, routers in routers': () => {
    const inner = express.Router()
    inner.get(
      '/7.pdf',
      onExpress.tokenRequired(api, TICKETS, (_req, res) => void res.send('in')),
    )
    const outer = express.Router().use('/reports', inner)
    return over(express().use('/shop', outer) as RequestListener)
  },
  'Express, a rewritten URL': () => {
    const app = express()
    app.use((req, _res, next) => {
      req.url = '/rewritten'
      next()
    })
    app.get(
      '/rewritten',
      onExpress.tokenRequired(api, TICKETS, (_req, res) => void res.send('in')),
    )
    return over(app as RequestListener)
  },
  'Fastify, a prefix': async () => {
    const app = fastify()
    app.register(
      (scope, _options, done) => {
        scope.addHook('onRequest', onFastify.tokenRequired(api, TICKETS))
        scope.get('/reports/7.pdf', () => 'in')
        done()
      },
      { prefix: '/shop' },
    )
    await app.ready()
    return async (target) => (await app.inject(target)).statusCode
  },
  'Fastify, a rewritten URL': async () => {
    const app = fastify({ rewriteUrl: () => '/rewritten' })
    app.get('/rewritten', { onRequest: onFastify.tokenRequired(api, TICKETS) }, () => 'in')
    await app.ready()
    return async (target) => (await app.inject(target)).statusCode
  },
  'Koa, a path that middleware shortens': () => {
    const app = new Koa()
    app.use((ctx, next) => {
      ctx.path = ctx.path.replace('/shop', '')
      return next()
    })
    app.use(
      onKoa.tokenRequired(api, TICKETS, (ctx) => {
        ctx.body = 'in'
      }),
    )
    return over(app.callback())
  },
  'hapi, a prefix and a rewritten URL': async () => {
    const server = hapiServer()
    server.ext('onRequest', (request, h) => {
      request.setUrl('/rewritten')
      return h.continue
    })
    server.route({
      method: 'GET',
      path: '/rewritten',
      handler: onHapi.tokenRequired(api, TICKETS, () => 'in'),
    })
    return async (url) => (await server.inject({ url })).statusCode
  },
  'Hono, `route` and `basePath`': () => {
    const sub = new Hono().get('/7.pdf', onHono.tokenRequired(api, TICKETS), (c) => c.text('in'))
    return over(getRequestListener(new Hono().basePath('/shop').route('/reports', sub).fetch))
  },
  'h3, an app that is mounted': () => {
    const sub = new H3().get(
      '/reports/7.pdf',
      onH3.tokenRequired(api, TICKETS, () => 'in'),
    )
    return over(toNodeHandler(new H3().mount('/shop', sub)) as RequestListener)
  },
  'Elysia, a prefix and a group': () => {
    const app = new Elysia({ prefix: '/shop' }).group('/reports', (group) =>
      group.use(onElysia.tokenRequired(api, TICKETS)).get('/7.pdf', () => 'in'),
    )
    return overFetch((request) => app.handle(request))
  },
  'Lambda, a stage': () => {
    const handler = onLambda.tokenRequired(api, TICKETS, () => 'in')
    return async (target) => {
      const [path = '', query = ''] = target.split('?')
      const event = { ...lambdaEventV2('GET', path, {}), rawQueryString: query }
      const result = await handler(event as never, {} as never)
      return result.statusCode ?? 0
    }
  },
}

it.each([
  ['/caf%C3%A9/a%20b', '/café/a b', 200],
  ['/caf%C3%A9/a%20b', '/caf%C3%A9/a%20b', 200],
  ['/a%3Fb', '/a?b', 200],
  ['/a/b', '/a/c', 403],
  ['/%EF%BF%BD', '/\ud800', 200],
])('Lambda: for %s, the path %j of an event is a %d', async (path, rawPath, status) => {
  const handler = onLambda.tokenRequired(api, TICKETS, () => 'in')
  const ticket = api.tickets.issue(authentication, { method: 'GET', path, seconds: 60 })
  const event = { ...lambdaEventV2('GET', '/', {}), rawPath, rawQueryString: `ticket=${ticket}` }
  expect((await handler(event as never, {} as never)).statusCode).toBe(status)
})

describe.each(Object.keys(APPS))('%s', (name) => {
  it('the requested path counts, and no part of it', async () => {
    const ask = await (APPS[name] as () => Promise<Ask>)()
    const statusFor = (path: string): Promise<number> => {
      const ticket = api.tickets.issue(authentication, { method: 'GET', path, seconds: 60 })
      return ask(`${REQUESTED}?ticket=${ticket}`)
    }
    expect(await statusFor(REQUESTED)).toBe(200)
    for (const path of ['/reports/7.pdf', '/7.pdf', '/rewritten', '/', '/shop']) {
      expect(await statusFor(path), path).toBe(403)
    }
  })
})
