/** Every framework's bare view, the same behind our guard, and behind the guards that its people use. */
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { node } from '@elysiajs/node'
import Hapi from '@hapi/hapi'
import { Controller, Get, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import fastifyJwt from '@fastify/jwt'
import { serve } from '@hono/node-server'
import { Elysia } from 'elysia'
import express from 'express'
import { expressjwt } from 'express-jwt'
import fastify from 'fastify'
import { H3, toNodeHandler } from 'h3'
import { Hono } from 'hono'
import { jwt } from 'hono/jwt'
import Koa from 'koa'
import passport from 'passport'
import { ExtractJwt, Strategy } from 'passport-jwt'
import * as onElysia from 'tokenapi/elysia'
import * as onExpress from 'tokenapi/express'
import * as onFastify from 'tokenapi/fastify'
import * as onH3 from 'tokenapi/h3'
import * as onHapi from 'tokenapi/hapi'
import * as onHono from 'tokenapi/hono'
import * as onKoa from 'tokenapi/koa'
import * as onNest from 'tokenapi/nest'
import * as onNode from 'tokenapi/node'

import { listen } from './listen.ts'
import { HELLO, JWT_SECRET, api } from './users.ts'

/** Starts on a free loopback port, which it gives. */
export const servers: Readonly<Record<string, () => Promise<number>>> = {
  'node:http': () => {
    const send = (response: Parameters<RequestListener>[1]): void => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(HELLO))
    }
    const guarded = onNode.tokenRequired(api, (_request, response) => send(response))
    return listen((request, response) => {
      if (request.url === '/guarded') void guarded(request, response)
      else send(response)
    })
  },

  'Express': () => {
    const app = express()
    const view: express.RequestHandler = (_req, res) => void res.json(HELLO)
    app.get('/bare', view)
    app.get('/guarded', onExpress.tokenRequired(api), view)
    app.get('/express-jwt', expressjwt({ secret: JWT_SECRET, algorithms: ['HS256'] }), view)
    passport.use(
      new Strategy(
        { jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: JWT_SECRET },
        (payload, done) => done(null, { id: payload.sub }),
      ),
    )
    app.get('/passport-jwt', passport.authenticate('jwt', { session: false }), view)
    return listen(app)
  },

  'Fastify': async () => {
    const app = fastify()
    await app.register(fastifyJwt, { secret: JWT_SECRET, decoratorName: 'jwtUser' })
    const view = (): typeof HELLO => HELLO
    app.get('/bare', view)
    app.get('/guarded', { onRequest: onFastify.tokenRequired(api) }, view)
    app.get('/@fastify/jwt', { onRequest: async (request) => request.jwtVerify() }, view)
    await app.listen({ host: '127.0.0.1', port: 0 })
    return (app.server.address() as AddressInfo).port
  },

  'Hono': () => {
    const app = new Hono()
    app.get('/bare', (c) => c.json(HELLO))
    app.get('/guarded', onHono.tokenRequired(api), (c) => c.json(HELLO))
    app.get('/hono/jwt', jwt({ secret: JWT_SECRET, alg: 'HS256' }), (c) => c.json(HELLO))
    return new Promise((resolve) => {
      serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(port))
    })
  },

  'Koa': () => {
    const app = new Koa()
    const guard = onKoa.tokenRequired(api)
    app.use((ctx, next) => (ctx.path === '/guarded' ? guard(ctx as never, next) : next()))
    app.use((ctx) => {
      ctx.body = HELLO
    })
    return listen(app.callback())
  },

  'Nest': async () => {
    class Views {
      bare(): typeof HELLO {
        return HELLO
      }
      guarded(): typeof HELLO {
        return HELLO
      }
    }
    decorate(Views, 'bare', Get('bare'))
    decorate(Views, 'guarded', Get('guarded'), onNest.TokenRequired())
    Controller()(Views)
    class App {
      readonly views = Views
    }
    Module({ imports: [onNest.TokenApiModule.forRoot({ api })], controllers: [Views] })(App)
    const app = await NestFactory.create(App, { logger: false })
    await app.listen(0, '127.0.0.1')
    return (app.getHttpServer().address() as AddressInfo).port
  },

  'h3': () => {
    const app = new H3()
    app.get('/bare', () => HELLO)
    app.get(
      '/guarded',
      onH3.tokenRequired(api, () => HELLO),
    )
    return listen(toNodeHandler(app))
  },

  'hapi': async () => {
    const server = Hapi.server({ host: '127.0.0.1', port: 0 })
    server.auth.scheme('tokenapi', onHapi.tokenRequired(api))
    server.auth.strategy('token', 'tokenapi')
    const handler = (): typeof HELLO => HELLO
    server.route({ method: 'GET', path: '/bare', handler })
    server.route({ method: 'GET', path: '/guarded', options: { auth: 'token' }, handler })
    await server.start()
    return Number(server.info.port)
  },

  'Elysia': () =>
    new Promise((resolve) => {
      new Elysia({ adapter: node() })
        .get('/bare', () => HELLO)
        .use(onElysia.tokenRequired(api))
        .get('/guarded', () => HELLO)
        .listen({ hostname: '127.0.0.1', port: 0 }, ({ port }) => resolve(Number(port)))
    }),
}

/** What the decorators of Nest do; Node strips types and knows no decorators. */
function decorate(
  target: new () => object,
  name: string,
  ...decorators: readonly MethodDecorator[]
): void {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name) as PropertyDescriptor
  for (const one of decorators.toReversed()) one(target.prototype as object, name, descriptor)
}
