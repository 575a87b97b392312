/** The token routes at "/token" in each framework, with the framework's trust in one proxy or without it. */
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { getRequestListener } from '@hono/node-server'
import { server as hapiServer } from '@hapi/hapi'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import { node as elysiaNode } from '@elysiajs/node'
import { Elysia } from 'elysia'
import express5, { type Express } from 'express'
import express4 from 'express4'
import fastify from 'fastify'
import { H3, serve } from 'h3'
import { Hono } from 'hono'
import Koa from 'koa'

import * as onElysia from '../../../src/adapters/elysia.ts'
import * as onExpress from '../../../src/adapters/express.ts'
import * as onFastify from '../../../src/adapters/fastify.ts'
import * as onH3 from '../../../src/adapters/h3.ts'
import * as onHapi from '../../../src/adapters/hapi.ts'
import * as onHono from '../../../src/adapters/hono.ts'
import * as onKoa from '../../../src/adapters/koa.ts'
import { TokenApiModule } from '../../../src/adapters/nest.ts'
import * as onNode from '../../../src/adapters/node.ts'
import type { ScenarioApp } from '../../../src/contracts/index.ts'
import type { TokenApi } from '../../../src/index.ts'
import { listening as listeningElysia } from './elysia-app.ts'
import { listening as listeningHapi } from './hapi-app.ts'
import { listen } from './listen.ts'
import { moduleOf, portOf } from './nest-classes.ts'

type Start = (api: TokenApi, trusting: boolean) => Promise<ScenarioApp>

const express =
  (make: () => Express): Start =>
  (api, trusting) => {
    const app = make()
    if (trusting) app.set('trust proxy', 1)
    app.use('/token', onExpress.tokenRoutes(api))
    return listen(app)
  }

export const LOGIN_APPS = {
  'node:http': (api) => listen(onNode.tokenRoutes(api)),
  'Express 5': express(express5),
  'Express 4': express(express4 as typeof express5),
  'Fastify': async (api, trusting) => {
    const app = fastify({ trustProxy: trusting && '127.0.0.1', forceCloseConnections: true })
    app.register(onFastify.tokenRoutes(api), { prefix: '/token' })
    await app.listen({ port: 0, host: '127.0.0.1' })
    return { port: (app.server.address() as AddressInfo).port, close: () => app.close() }
  },
  'Koa': (api, trusting) => {
    const app = new Koa({ proxy: trusting, maxIpsCount: 1 })
    app.silent = true
    app.use(onKoa.tokenRoutes(api))
    return listen(app.callback())
  },
  'Hono': (api) => {
    const app = new Hono().all('/token/*', onHono.tokenRoutes(api))
    return listen(getRequestListener(app.fetch) as RequestListener)
  },
  'Nest on Express': async (api, trusting) => {
    const app = await NestFactory.create<NestExpressApplication>(moduleWith(api), {
      logger: false,
      forceCloseConnections: true,
    })
    if (trusting) app.set('trust proxy', 1)
    await app.listen(0, '127.0.0.1')
    return { port: portOf(app), close: () => app.close() }
  },
  'Nest on Fastify': async (api, trusting) => {
    const adapter = new FastifyAdapter({
      trustProxy: trusting && '127.0.0.1',
      forceCloseConnections: true,
    })
    const app = await NestFactory.create<NestFastifyApplication>(moduleWith(api), adapter, {
      logger: false,
    })
    await app.listen(0, '127.0.0.1')
    return { port: portOf(app), close: () => app.close() }
  },
  'h3': async (api, trusting) => {
    const app = new H3({ silent: true }).all('/token/**', onH3.tokenRoutes(api))
    const server = serve(app, {
      port: 0,
      hostname: '127.0.0.1',
      silent: true,
      gracefulShutdown: false,
      trustProxy: trusting ? ['127.0.0.1'] : false,
    })
    await server.ready()
    return { port: Number(new URL(server.url as string).port), close: () => server.close(true) }
  },
  'Elysia': (api) =>
    listeningElysia(new Elysia({ adapter: elysiaNode() }).use(onElysia.tokenRoutes(api))),
  'hapi': async (api) => {
    const server = hapiServer({ port: 0, host: '127.0.0.1' })
    await server.register(onHapi.tokenRoutes(api), { routes: { prefix: '/token' } })
    return listeningHapi(server)
  },
} satisfies Record<string, Start>

export type LoginApp = keyof typeof LOGIN_APPS

export const LOGIN_APP_NAMES = Object.keys(LOGIN_APPS) as LoginApp[]

function moduleWith(api: TokenApi): ReturnType<typeof moduleOf> {
  return moduleOf({ imports: [TokenApiModule.forRoot({ api })] })
}
