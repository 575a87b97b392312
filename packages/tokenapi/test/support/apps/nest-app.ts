/** The scenario app on NestJS, over Express and over Fastify. */
import fastifyMultipart from '@fastify/multipart'
import { All, type DynamicModule, Req, Res, type Type } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ExpressAdapter, type NestExpressApplication } from '@nestjs/platform-express'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import express, { type Response } from 'express'
import type { FastifyReply } from 'fastify'

import {
  type GuardedRequest,
  TokenApiModule,
  TokenRequired,
  authenticate,
} from '../../../src/adapters/nest.ts'
import type {
  ScenarioApp,
  ScenarioSetup,
  ScenarioRoute,
  Seen,
} from '../../../src/contracts/index.ts'
import { readBodyAs } from '../../../src/contracts/read-body.ts'
import { listen } from './listen.ts'
import { controller, moduleOf, portOf } from './nest-classes.ts'

export type Platform = 'Express' | 'Fastify'

interface Incoming extends AsyncIterable<Buffer> {
  readonly readableEnded: boolean
}
type Request = Parameters<typeof authenticate>[1] &
  Incoming & {
    readonly method: string
    readonly params: Record<string, string>
    readonly body?: unknown
    readonly raw?: Incoming
  }

/** `bodyParser: false`: nobody reads a body before the guard. */
export async function startNest(
  platform: Platform,
  setup: ScenarioSetup,
  { bodyParser = true }: { readonly bodyParser?: boolean } = {},
): Promise<ScenarioApp> {
  const module = moduleOf({
    imports: [TokenApiModule.forRoot({ api: setup.api })],
    controllers: setup.routes.map((route) => controllerOf(setup.api, route)),
  })
  return platform === 'Express' ? onExpress(module, bodyParser) : onFastify(module, bodyParser)
}

/** Routes are strict: case and slashes count. */
async function onExpress(module: DynamicModule, bodyParser: boolean): Promise<ScenarioApp> {
  const server = express()
  server.enable('case sensitive routing')
  server.enable('strict routing')
  const app = await NestFactory.create<NestExpressApplication>(module, new ExpressAdapter(server), {
    logger: false,
    bodyParser,
  })
  if (bodyParser) app.useBodyParser('urlencoded', { extended: true, limit: '200kb' })
  await app.init()
  const { port, close } = await listen(server)
  return { port, close: () => close().then(() => app.close()) }
}

async function onFastify(module: DynamicModule, bodyParser: boolean): Promise<ScenarioApp> {
  const adapter = new FastifyAdapter({
    http: { maxHeaderSize: 32_768 },
    forceCloseConnections: true,
  })
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: false,
    bodyParser,
  })
  const instance = adapter.getInstance()
  if (bodyParser) {
    instance.register(fastifyMultipart)
    instance.addContentTypeParser(
      'application/octet-stream',
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    )
  } else {
    instance.removeAllContentTypeParsers()
    instance.addContentTypeParser('*', (_request, _payload, done) => done(null))
  }
  await app.listen(0, '127.0.0.1')
  return { port: portOf(app), close: () => app.close() }
}

function controllerOf(api: ScenarioSetup['api'], route: ScenarioRoute): Type {
  const { guard, reads } = route
  const run = async (
    request: Request & Partial<GuardedRequest<object, { optional: true }>>,
    response: Response | FastifyReply,
  ): Promise<void> => {
    const seen: Pick<Seen, 'user' | 'authentication' | 'error'> =
      guard === 'ask'
        ? await authenticate(api, request).catch((error: unknown) => ({ error }))
        : { user: request.user, authentication: request.authentication }
    const body = reads === undefined ? undefined : await readRouteBody(request, reads)
    const { method, params } = request
    const answer = route.answer({ method, params, body, ...seen })
    if ('code' in response) {
      await response.code(answer.status).headers(answer.headers).send(answer.body)
    } else response.status(answer.status).set(answer.headers).end(answer.body)
  }
  const on = [All(route.path), ...(typeof guard === 'object' ? [TokenRequired(guard)] : [])]
  return controller('', { run: { on, parameters: [Req(), Res()], run } })
}

/** What a parser has left, or else the stream. */
async function readRouteBody(
  request: Request,
  reads: NonNullable<ScenarioRoute['reads']>,
): Promise<unknown> {
  const stream = request.raw ?? request
  if (stream.readableEnded && reads !== 'bytes') return request.body
  if (Buffer.isBuffer(request.body)) return new Uint8Array(request.body)
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const bytes = Buffer.concat(chunks)
  return readBodyAs(reads, bytes)
}
