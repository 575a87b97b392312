/** Requests that come over no socket: of wrappers for cloud functions, and made by tests. */
import { EventEmitter } from 'node:events'

import { configure } from '@codegenie/serverless-express'
import type { Context } from 'aws-lambda'
import express, { type RequestHandler } from 'express'
import { createMocks } from 'node-mocks-http'
import serverlessHttp from 'serverless-http'
import { describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/express.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { lambdaEventV1, lambdaEventV2 } from '../support/lambda-events.ts'

const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const right = { ...loginAs('maria') }
const token = right.authorization.slice('Bearer 1:'.length)
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const JSON_TYPE = { 'content-type': 'application/json' }
const PAIR = `user=1&token=${token}`
const LOGIN = 'username=maria&password=password'
const JSON_LOGIN = '{"username":"maria","password":"password"}'

const app = (...parsers: RequestHandler[]): express.Express => {
  const made = express()
  if (parsers.length > 0) made.use(...parsers)
  made.use('/token', tokenRoutes(api))
  made.all('/', tokenRequired(api), express.urlencoded(), (req, res) => {
    res.json({ user: req.user?.username, note: noteOf(req.body) })
  })
  return made
}

/** A wrapper may have said by then that the request was read: the body is where it has put it. */
const noteOf = (body: unknown): unknown =>
  Buffer.isBuffer(body)
    ? new URLSearchParams(body.toString()).get('note')
    : (body as { note?: string } | undefined)?.note

interface Result {
  readonly statusCode: number
  readonly body: string
}
type Invoke = (event: object) => Promise<Result>

const WRAPPERS: Record<string, (made: express.Express) => Invoke> = {
  'serverless-http': (made) => async (event) =>
    (await serverlessHttp(made)(event, {})) as unknown as Result,
  '@codegenie/serverless-express': (made) => async (event) => {
    const handler = configure({ app: made })
    return (await handler(event, {} as Context, () => undefined)) as Result
  },
}
const FORMATS = { 'payload 1.0': lambdaEventV1, 'payload 2.0': lambdaEventV2 }
const PARSERS: Record<string, RequestHandler[]> = {
  'no parser': [],
  'middleware that waits': [(_req, _res, next) => void setTimeout(next)],
  'parsers before the guard': [express.urlencoded(), express.json()],
}

const cases = Object.entries(WRAPPERS).flatMap(([wrapper, wrap]) =>
  Object.entries(FORMATS).flatMap(([format, event]) =>
    Object.entries(PARSERS).map(
      ([where, parsers]) =>
        [`${wrapper}, ${format}, ${where}`, wrap(app(...parsers)), event] as const,
    ),
  ),
)

describe.each(cases)('Express on Lambda behind %s', (_name, invoke, event) => {
  it.each([
    ['a form login', event('POST', '/token/new.json', FORM, LOGIN), 200],
    ['a form login in base64', event('POST', '/token/new.json', FORM, LOGIN, true), 200],
    ['a JSON login', event('POST', '/token/new.json', JSON_TYPE, JSON_LOGIN), 200],
    ['a JSON login in base64', event('POST', '/token/new.json', JSON_TYPE, JSON_LOGIN, true), 200],
    ['a login without a body', event('POST', '/token/new.json', FORM), 401],
    ['a form at a view', event('POST', '/', FORM, `${PAIR}&note=x`), 200],
    ['a wrong form at a view', event('POST', '/', FORM, 'user=1&token=x'), 403],
    ['a header', event('GET', '/', right), 200],
    ['a header and no body', event('POST', '/', { ...FORM, ...right }), 200],
    ['nothing', event('GET', '/', {}), 401],
  ])('%s', async (_what, sent, status) => {
    const { statusCode, body } = await invoke(sent)
    expect(statusCode).toBe(status)
    if (body.includes('token"')) expect(JSON.parse(body)).toMatchObject({ token, user: 1 })
  })
  it('a view behind the guard finds the form whole', async () => {
    const { body } = await invoke(event('POST', '/', FORM, `${PAIR}&note=h%C3%A9`))
    expect(JSON.parse(body)).toEqual({ user: 'maria', note: 'hé' })
  })
})

describe('a request that a test made, which is no stream', () => {
  /** The status, or that the view was reached. */
  const ask = (request: object, view: RequestHandler): Promise<number | string> => {
    const { req, res } = createMocks(
      { method: 'POST', url: '/', ...request },
      { eventEmitter: EventEmitter },
    )
    return new Promise((resolve) => {
      res.on('end', () => resolve(res.statusCode))
      view(req, res, () => resolve(`let in ${req.user?.username}`))
    })
  }
  it.each([
    ['its body counts', { headers: FORM, body: { user: '1', token } }, 'let in maria'],
    ['as a text', { headers: FORM, body: PAIR }, 'let in maria'],
    ['a wrong one as well', { headers: FORM, body: { user: '1', token: 'x' } }, 403],
    ['without a body', { headers: FORM }, 401],
    ['with a header', { headers: { ...FORM, ...right } }, 'let in maria'],
  ])('%s', async (_what, request, answer) => {
    expect(await ask(request, tokenRequired(api) as RequestHandler)).toBe(answer)
  })
  it('logs in', async () => {
    const routes = tokenRoutes(api)
    const body = { username: 'maria', password: 'password' }
    expect(await ask({ url: '/new.json', headers: FORM, body }, routes)).toBe(200)
    expect(await ask({ url: '/new.json', headers: JSON_TYPE, body }, routes)).toBe(200)
  })
})
