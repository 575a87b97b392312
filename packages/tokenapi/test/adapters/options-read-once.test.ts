/** Options are read and checked where a guard or the token routes are made, not for each request. */
import type { RequestListener } from 'node:http'

import { getRequestListener } from '@hono/node-server'
import { toNodeHandler } from 'h3'
import { expect, it, vi } from 'vitest'

import {
  type ScenarioApp,
  type ScenarioSetup,
  readRecordings,
  scenarioSetup,
} from '../../src/contracts/index.ts'
import { startReference } from '../../src/contracts/reference-app.ts'
import { readOptions } from '../../src/core/options/read-options.ts'
import { elysiaApp, listening as listenElysia } from '../support/apps/elysia-app.ts'
import { expressApp } from '../support/apps/express-app.ts'
import { fastifyApp, listening as listenFastify } from '../support/apps/fastify-app.ts'
import { h3App } from '../support/apps/h3-app.ts'
import { hapiApp, listening as listenHapi } from '../support/apps/hapi-app.ts'
import { honoApp, wrappedHonoApp } from '../support/apps/hono-app.ts'
import { koaApp } from '../support/apps/koa-app.ts'
import { gateway, lambdaApp } from '../support/apps/lambda-app.ts'
import { listen } from '../support/apps/listen.ts'
import { startNest } from '../support/apps/nest-app.ts'

vi.mock('../../src/core/options/read-options.ts', { spy: true })

type Start = (setup: ScenarioSetup) => Promise<ScenarioApp>

const APPS: Readonly<Record<string, Start>> = {
  'node:http': startReference,
  'Express': (setup) => listen(expressApp(setup)),
  'Fastify, hooks': (setup) =>
    listenFastify(fastifyApp(setup, { guard: 'onRequest', parsers: 'none' })),
  'Fastify, wrapped handlers': (setup) =>
    listenFastify(fastifyApp(setup, { guard: 'handler', parsers: 'none' })),
  'Hono': (setup) => listen(getRequestListener(honoApp(setup).fetch)),
  'Hono, wrapped handlers': (setup) => listen(getRequestListener(wrappedHonoApp(setup).fetch)),
  'Koa': (setup) => listen(koaApp(setup).callback()),
  'h3': (setup) => listen(toNodeHandler(h3App(setup)) as RequestListener),
  'hapi, a scheme': async (setup) =>
    listenHapi(await hapiApp(setup, { guard: 'scheme', payload: 'stream' })),
  'hapi, wrapped handlers': async (setup) =>
    listenHapi(await hapiApp(setup, { guard: 'handler', payload: 'stream' })),
  'Elysia': (setup) => listenElysia(elysiaApp(setup, { reads: 'request' })),
  'Lambda': (setup) => listen(gateway(lambdaApp(setup))),
  'Nest': (setup) => startNest('Express', setup),
}

const PATHS = ['/index.json', '/optional.json', '/words.json', '/ask.json', '/token/x/1.json']

it.each(Object.entries(APPS))('%s', async (_name, start) => {
  const app = await start(await scenarioSetup('fixture', readRecordings()))
  const askAll = async (): Promise<readonly number[]> =>
    Promise.all(
      PATHS.map(async (path) => (await fetch(`http://127.0.0.1:${app.port}${path}`)).status),
    )
  const first = await askAll()
  expect(first).toContain(401)
  vi.mocked(readOptions).mockClear()
  expect(await askAll()).toEqual(first)
  expect(vi.mocked(readOptions).mock.calls).toEqual([])
  await app.close()
})
