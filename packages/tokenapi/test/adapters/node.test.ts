/** Plain node:http, and node:http2 by its compatibility API. */
import { type Server, createServer } from 'node:http'
import {
  type ClientHttp2Session,
  type Http2Server,
  connect,
  createServer as createHttp2Server,
} from 'node:http2'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { authenticate, tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { startReference } from '../../src/contracts/reference-app.ts'
import { adapterTests } from '../support/adapter-tests.ts'

// Compared with itself: that it is right at all is shown by the recordings and the bad inputs' own rows.
adapterTests('node:http', { start: startReference })

const { api, loginAs, user: userOf } = inMemoryApi({ users: ['maria', 'bob'] })

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly body: string
}
interface Ask {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

describe('HTTP/2, beside HTTP/1.1', () => {
  const tokens = tokenRoutes(api)
  // One listener for both: what it uses, both have.
  const echo = tokenRequired(
    api,
    async (request: AsyncIterable<Buffer> & Reading, response: Writing, { user }) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      response.end(`${user.username}: ${Buffer.concat(chunks).toString()}`)
    },
  )
  const perhaps = tokenRequired(
    api,
    { optional: true },
    (_request: Reading, response: Writing, authentication) => {
      response.end(authentication?.user.username ?? 'nobody')
    },
  )
  const asks = async (request: Reading, response: Writing): Promise<void> => {
    const { user } = await authenticate(api, request)
    response.end(user.username)
  }
  const listener = (request: AsyncIterable<Buffer> & Reading, response: Writing): void => {
    const url = request.url ?? ''
    if (url.startsWith('/token/')) void tokens(request, response)
    else if (url.startsWith('/optional')) void perhaps(request, response)
    else if (url.startsWith('/ask')) void asks(request, response)
    else void echo(request, response)
  }

  let one: Server
  let two: Http2Server
  let session: ClientHttp2Session
  beforeAll(async () => {
    one = createServer(listener)
    two = createHttp2Server(listener)
    await Promise.all(
      [one, two].map((server) => new Promise<void>((up) => server.listen(0, '127.0.0.1', up))),
    )
    session = connect(`http://127.0.0.1:${(two.address() as AddressInfo).port}`)
  })
  afterAll(async () => {
    session.destroy()
    one.closeAllConnections()
    await Promise.all([one, two].map((server) => new Promise((down) => server.close(down))))
  })

  const overOne = async (path: string, { body, ...ask }: Ask): Promise<Answer> => {
    const { port } = one.address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { ...ask, body: body ?? null })
    const headers = Object.fromEntries(answer.headers)
    return { status: answer.status, headers, body: await answer.text() }
  }
  const overTwo = (path: string, { method = 'GET', headers, body }: Ask): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const stream = session.request({ ':path': path, ':method': method, ...headers })
      let got: Record<string, unknown> = {}
      let text = ''
      stream.on('response', (fields) => (got = fields))
      stream.setEncoding('utf8').on('data', (part: string) => (text += part))
      stream.on('end', () => resolve({ status: Number(got[':status']), headers: got, body: text }))
      stream.on('error', reject)
      stream.end(body)
    })

  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  const JSON_TYPE = { 'content-type': 'application/json' }
  const form = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()
  const ours = ['allow', 'cache-control', 'content-type', 'vary', 'www-authenticate']

  it.each<[string, number, string, Ask]>([
    ['nothing presented', 401, '/', {}],
    ['a wrong token', 403, '/?user=1&token=x', {}],
    ['a header', 200, '/', { headers: { ...loginAs('maria') } }],
    ['a header of somebody else', 403, '/', { headers: swapped() }],
    ['HEAD', 401, '/', { method: 'HEAD' }],
    ['PUT with a body', 200, '/', { method: 'PUT', headers: { ...loginAs('bob') }, body: 'put' }],
    ['a form without credentials', 401, '/', { method: 'POST', headers: FORM, body: 'a=b' }],
    ['a long form', 413, '/', { method: 'POST', headers: FORM, body: 'a'.repeat(140_000) }],
    ['nobody', 200, '/optional', {}],
    ['a login', 200, '/token/new.json', { method: 'POST', headers: FORM, body: login() }],
    ['a login in JSON', 401, '/token/new.json', { method: 'POST', headers: JSON_TYPE, body: '{}' }],
    ['the wrong method', 405, '/token/new.json', {}],
    ['nothing there', 404, '/token/elsewhere', {}],
  ])('%s: %i', async (_what, status, path, ask) => {
    const [first, second] = await Promise.all([overOne(path, ask), overTwo(path, ask)])
    expect(second.status).toBe(status)
    expect(second.body).toBe(first.body)
    for (const name of ours)
      expect(second.headers[name], name).toEqual(first.headers[name] ?? undefined)
  })
  it('credentials in a form, which the listener reads as well', async () => {
    const user = await userOf('maria')
    const body = form({
      user: String(user.id),
      token: api.makeToken(user),
      note: 'x'.repeat(50_000),
    })
    const answer = await overTwo('/', { method: 'POST', headers: FORM, body })
    expect([answer.status, answer.body]).toEqual([200, `maria: ${body}`])
  })
  it('asking without guarding', async () => {
    expect(await overTwo('/ask', { headers: { ...loginAs('bob') } })).toMatchObject({
      status: 200,
      body: 'bob',
    })
  })
  it('an upload that breaks off takes nothing with it', async () => {
    const headers = { ':path': '/', ':method': 'POST', ...FORM }
    const stream = session.request(headers)
    const closed = new Promise((resolve) => stream.on('close', resolve))
    stream.on('error', () => undefined)
    stream.write('user=1&tok', () => stream.close())
    await closed
    expect((await overTwo('/', { headers: { ...loginAs('maria') } })).status).toBe(200)
  })

  function swapped(): Record<string, string> {
    return { authorization: loginAs('maria').authorization.replace('1:', '2:') }
  }
  function login(): string {
    return form({ username: 'bob', password: 'password' })
  }
})

type Reading = Parameters<ReturnType<typeof tokenRoutes>>[0]
type Writing = Omit<Parameters<ReturnType<typeof tokenRoutes>>[1], 'end'> & {
  end(text: string): unknown
  end(): unknown
}
