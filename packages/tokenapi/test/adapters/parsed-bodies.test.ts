/**
 * Bodies that a parser has read before the guard: nothing that their header fields say about the wire matters
 * any more, and they may be as long as the parser takes them.
 */
import type { RequestListener } from 'node:http'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'

import fastifyForms from '@fastify/formbody'
import fastifyMultipart from '@fastify/multipart'
import Hapi from '@hapi/hapi'
import { getRequestListener } from '@hono/node-server'
import express, { type RequestHandler } from 'express'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { koaBody } from 'koa-body'
import multer from 'multer'
import { afterAll, describe, expect, it } from 'vitest'

import * as forExpress from '../../src/adapters/express.ts'
import * as forFastify from '../../src/adapters/fastify.ts'
import * as forHapi from '../../src/adapters/hapi.ts'
import * as forHono from '../../src/adapters/hono.ts'
import * as forKoa from '../../src/adapters/koa.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { listen } from '../support/apps/listen.ts'
import { listening } from '../support/apps/fastify-app.ts'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const right = { ...loginAs('maria') }
const token = right.authorization.slice('Bearer 1:'.length)

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }
const MEGABYTE = 1_000_000
const PAIR = `user=1&token=${token}`

const open: { close(): unknown }[] = []
afterAll(() => Promise.all(open.map((app) => app.close())))

/** The address of an app that answers "maria" at "/" behind its parser and the guard. */
type Start = () => Promise<string>

const overHttp =
  (app: () => RequestListener): Start =>
  async () => {
    const server = await listen(app())
    open.push(server)
    return `http://127.0.0.1:${server.port}`
  }

const onExpress = (...parsers: RequestHandler[]): Start =>
  overHttp(() => {
    const app = express()
    if (parsers.length > 0) app.use(...parsers)
    app.use('/token', forExpress.tokenRoutes(api))
    app.post('/', forExpress.tokenRequired(api), (req, res) => {
      res.send(req.user?.username)
    })
    return app
  })

const onFastify =
  (register: (app: FastifyInstance) => unknown): Start =>
  async () => {
    const app = fastify({ bodyLimit: 5_000_000 })
    await register(app)
    app.post('/', { preHandler: forFastify.tokenRequired(api) }, (request) => {
      return request.user?.username
    })
    const server = await listening(app)
    open.push(server)
    return `http://127.0.0.1:${server.port}`
  }

const onKoa = (parser: Koa.Middleware): Start =>
  overHttp(() => {
    const app = new Koa()
    app.use(parser).use(
      forKoa.tokenRequired(api, (ctx) => {
        ctx.body = ctx.state.user.username
      }),
    )
    return app.callback()
  })

const onHono = (read: 'parseBody' | 'formData' | 'arrayBuffer' | 'text'): Start =>
  overHttp(() => {
    const app = new Hono()
    app.use(async (c, next) => {
      await c.req[read]()
      await next()
    })
    app.post('/', forHono.tokenRequired(api), (c) => c.text(c.get('user').username))
    return getRequestListener(app.fetch)
  })

const onHapi: Start = async () => {
  const server = Hapi.server({ host: '127.0.0.1', port: 0 })
  server.route({
    method: 'POST',
    path: '/',
    options: { payload: { maxBytes: 5_000_000, multipart: true } },
    handler: forHapi.tokenRequired(api, (request) => request.auth.credentials.user.username),
  })
  await server.start()
  open.push({ close: () => server.stop() })
  return server.info.uri
}

const EVERY_PART: Record<string, Start> = {
  'Express, multer().single()': onExpress(multer().single('file')),
  'Express, multer().any()': onExpress(multer().any()),
  'Fastify, @fastify/multipart, parts attached': onFastify((app) =>
    app.register(fastifyMultipart, { attachFieldsToBody: true }),
  ),
  'Fastify, @fastify/multipart, values attached': onFastify((app) =>
    app.register(fastifyMultipart, { attachFieldsToBody: 'keyValues' }),
  ),
  'Koa, koa-body': onKoa(koaBody({ multipart: true })),
  'hapi': onHapi,
  'Hono, parseBody()': onHono('parseBody'),
  'Hono, formData()': onHono('formData'),
}

const FORMS: Record<string, Start> = {
  'Express, urlencoded({ limit })': onExpress(express.urlencoded({ limit: '5mb' })),
  'Express, urlencoded({ limit, extended })': onExpress(
    express.urlencoded({ limit: '5mb', extended: true }),
  ),
  'Fastify, @fastify/formbody': onFastify((app) => app.register(fastifyForms)),
  'Fastify, a parser that gives URLSearchParams': onFastify((app) =>
    app.addContentTypeParser(
      FORM['content-type'],
      { parseAs: 'string' },
      (_request, text, parsed) => parsed(null, new URLSearchParams(text as string)),
    ),
  ),
  'Koa, koa-body': onKoa(koaBody({ formLimit: '5mb' })),
  'hapi': onHapi,
  'Hono, parseBody()': onHono('parseBody'),
  'Hono, formData()': onHono('formData'),
}

const statusOf = async (url: string, init: RequestInit): Promise<number> => {
  const response = await fetch(url, { method: 'POST', ...init })
  await response.text()
  return response.status
}

/** The same, sent without a Content-Length. */
async function chunked(form: FormData, headers: Record<string, string>): Promise<RequestInit> {
  const request = new Request('http://x', { method: 'POST', body: form })
  const type = request.headers.get('content-type') as string
  const { body } = new Response(await request.arrayBuffer())
  return { body, headers: { ...headers, 'content-type': type }, duplex: 'half' } as RequestInit
}

describe.each(Object.entries(EVERY_PART))('a multipart form, %s', (_parser, start) => {
  const upload = (fields: Record<string, string> = {}): FormData => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.set(name, value)
    form.set('file', new Blob(['x'.repeat(MEGABYTE)]), 'f.txt')
    return form
  }
  it('of a megabyte is let through by what stands in it, or in the header', async () => {
    const url = await start()
    expect({
      header: await statusOf(url, { body: upload(), headers: right }),
      chunked: await statusOf(url, await chunked(upload(), right)),
      form: await statusOf(url, { body: upload({ user: '1', token }) }),
      // What stands in the form comes first, as in the original.
      wrong: await statusOf(url, { body: upload({ user: '2', token }), headers: right }),
      nothing: await statusOf(url, { body: upload() }),
    }).toEqual({ header: 200, chunked: 200, form: 200, wrong: 403, nothing: 401 })
  })
})

describe.each(Object.entries(FORMS))('a URL-encoded form, %s', (_parser, start) => {
  const long = `note=${'x'.repeat(MEGABYTE)}`
  it('of a megabyte is let through by what stands in it, or in the header', async () => {
    const url = await start()
    expect({
      header: await statusOf(url, { body: long, headers: { ...FORM, ...right } }),
      form: await statusOf(url, { body: `${long}&${PAIR}`, headers: FORM }),
      wrong: await statusOf(url, { body: `${long}&user=1&token=x`, headers: FORM }),
    }).toEqual({ header: 200, form: 200, wrong: 403 })
  })
})

describe('what a parser has inflated is not compressed', () => {
  it.each([
    ['Express', onExpress(express.urlencoded())],
    ['Koa, koa-body', onKoa(koaBody())],
    ['hapi', onHapi],
  ])('%s', async (_parser, start) => {
    const headers = { ...FORM, 'content-encoding': 'gzip' }
    const url = await start()
    expect(await statusOf(url, { body: gzipSync(PAIR), headers })).toBe(200)
  })
  it('a form that nobody has inflated still is', async () => {
    const url = await onExpress()()
    const headers = { ...FORM, ...right, 'content-encoding': 'gzip' }
    expect(await statusOf(url, { body: gzipSync(PAIR), headers })).toBe(415)
  })
})

describe('a JSON login behind express.json()', () => {
  const login = { username: 'maria', password: 'password' }
  it.each([
    ['long', JSON.stringify({ ...login, note: 'x'.repeat(MEGABYTE) }), {}],
    ['inflated', gzipSync(JSON.stringify(login)), { 'content-encoding': 'gzip' }],
  ])('%s', async (_how, body, headers) => {
    const url = await onExpress(express.json({ limit: '5mb' }))()
    const init = { body, headers: { ...JSON_TYPE, ...headers } }
    expect(await statusOf(`${url}/token/new.json`, init)).toBe(200)
  })
})

describe('bounds that are not of the wire still hold', () => {
  const many = Array.from({ length: 1_001 }, (_, i) => `f${i}=`).join('&')
  it.each([
    ['Express, urlencoded', onExpress(express.urlencoded({ parameterLimit: 5_000 }))],
    ['Fastify, @fastify/formbody', onFastify((app) => app.register(fastifyForms))],
    ['Hono, parseBody()', onHono('parseBody')],
  ])('a form of 1,001 fields is refused: %s', async (_parser, start) => {
    expect(await statusOf(await start(), { body: many, headers: { ...FORM, ...right } })).toBe(400)
  })
  it.each([
    ['Express, raw()', onExpress(express.raw({ type: '*/*', limit: '5mb' }))],
    ['Express, text()', onExpress(express.text({ type: '*/*', limit: '5mb' }))],
    ['Hono, text()', onHono('text')],
  ])('what is still to be parsed may be 128 KiB: %s', async (_parser, start) => {
    const url = await start()
    const short = await statusOf(url, { body: PAIR, headers: FORM })
    const long = await statusOf(url, {
      body: `${PAIR}&note=${'x'.repeat(MEGABYTE)}`,
      headers: FORM,
    })
    expect([short, long]).toEqual([200, 413])
  })
})

describe('a body that somebody has read and kept to himself', () => {
  it.each<[string, RequestHandler]>([
    [
      'to its end',
      (req, _res, next) => {
        req.resume().on('end', next)
      },
    ],
    [
      'in part, to go on later',
      (req, _res, next) => {
        req.once('data', () => {
          req.pause()
          next()
        })
      },
    ],
    [
      'in part, by a parser that waits for the view',
      (req, _res, next) => {
        req.pipe(new PassThrough()).once('readable', next)
      },
    ],
  ])('holds no credentials; a header still does: %s', async (_how, read) => {
    const url = await onExpress(read)()
    const body = `${PAIR}&note=${'x'.repeat(MEGABYTE)}`
    expect(await statusOf(url, { body, headers: { ...FORM, ...right } })).toBe(200)
  })
})
