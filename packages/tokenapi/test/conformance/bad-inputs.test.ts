import express, { type RequestHandler } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/express.ts'
import * as node from '../../src/adapters/node.ts'
import { jsonResponse } from '../../src/index.ts'
import { MARKER, badInputTests, fixtureApi } from '../support/bad-inputs.ts'
import { type Listening, listen } from '../support/express-app.ts'
import { sendResponse } from '../../src/http/send-response.ts'

const PARSERS: readonly (readonly [string, readonly RequestHandler[]])[] = [
  ['no body parser', []],
  ['qs and JSON parsers before', [express.urlencoded({ extended: true, limit: '200kb' }), express.json()]],
]

describe.each(PARSERS)('Express, %s', (_name, parsers) => {
  let server: Listening
  let runs = 0
  const crashes: unknown[] = []
  const onCrash = (error: unknown): unknown => crashes.push(error)

  beforeAll(async () => {
    const api = fixtureApi()
    const app = express()
    app.set('env', 'production')
    app.use(...([...parsers, (_req, _res, next) => next()] as [RequestHandler]))
    app.use('/token', tokenRoutes(api))
    app.all(
      '/index.json',
      tokenRequired(api, (req, res) => {
        runs++
        res.json({ success: true, marker: MARKER, user: req.user.id })
      }),
    )
    // A body parser's own refusals, as an application would answer them.
    app.use(((error: { status?: number }, _req, res, _next) => {
      res.status(error.status ?? 500).json({ success: false, errors: 'Bad request.' })
    }) as express.ErrorRequestHandler)
    server = await listen(app)
    process.on('unhandledRejection', onCrash)
  })
  afterAll(async () => {
    process.off('unhandledRejection', onCrash)
    await server.close()
  })

  badInputTests(
    () => server.port,
    () => runs,
  )
  it('nothing was left unhandled', () => expect(crashes).toEqual([]))
})

describe('node:http', () => {
  let server: Listening
  let runs = 0
  beforeAll(async () => {
    const api = fixtureApi()
    const routes = node.tokenRoutes(api)
    const index = node.tokenRequired(api, (_request, response, { user }) => {
      runs++
      return sendResponse(jsonResponse({ marker: MARKER, user: user.id }), response)
    })
    server = await listen((request, response) => {
      const guarded = /^\/index\.json(?:\?|$)/.test(request.url ?? '')
      void (guarded ? index(request, response) : routes(request, response))
    })
  })
  afterAll(() => server.close())

  badInputTests(
    () => server.port,
    () => runs,
  )
})
