/** Express 4 and 5, with body parsers before the guard, behind it, and nowhere. */
import http from 'node:http'
import net from 'node:net'

import express5, { type RequestHandler } from 'express'
import express4 from 'express4'
import multer from 'multer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/express.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type Listening, listen } from '../support/express-app.ts'

const iterations = 1_000
const password = await makePassword('right', { iterations })
const api = createTokenApi({
  secretKey: 'a secret of these tests, long enough',
  store: memoryStore([{ id: 1, username: 'maria', password }]),
  passwordHasher: createPasswordHasher({ iterations }),
})
const token = api.makeToken({ id: 1, username: 'maria', password, isActive: true })

const VERSIONS = [
  ['Express 5', express5],
  ['Express 4', express4],
] as const

const FORM = 'application/x-www-form-urlencoded'
const multipart = (fields: Record<string, string>): string =>
  `${Object.entries(fields)
    .map(
      ([name, value]) =>
        `--xx\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    )
    .join('')}--xx--\r\n`

describe.each(VERSIONS)('%s', (_version, express) => {
  const parsers: Record<string, RequestHandler[]> = {
    'qs parser': [express.urlencoded({ extended: true })],
    'simple parser': [express.urlencoded({ extended: false })],
    'JSON parser': [express.json()],
    'raw parser': [express.raw({ type: '*/*' })],
    'text parser': [express.text({ type: '*/*' })],
    'multer': [multer().none() as unknown as RequestHandler],
    'all of them': [
      express.json(),
      express.urlencoded({ extended: true }),
      multer().none() as unknown as RequestHandler,
    ],
    'none': [],
  }
  let server: Listening
  beforeAll(async () => {
    const app = express()
    const view: RequestHandler = (req, res) => {
      res.json({ user: req.user?.username, body: (req.body as unknown) ?? null })
    }
    for (const [name, handlers] of Object.entries(parsers)) {
      const slug = encodeURI(name)
      app.use(`/before/${slug}/token`, ...handlers, tokenRoutes(api))
      app.use(`/before/${slug}/view`, ...handlers, tokenRequired(api), view)
      app.use(`/behind/${slug}/view`, tokenRequired(api), ...handlers, view)
    }
    app.use(
      '/wrapped',
      tokenRequired(api, (req, res) => res.json({ user: req.user.username })),
    )
    app.use(
      '/throws',
      tokenRequired(api, async () => Promise.reject(new Error('a view of its own'))),
    )
    app.use(
      '/throws-nothing',
      // oxlint-disable-next-line typescript/prefer-promise-reject-errors
      tokenRequired(api, async () => Promise.reject()),
      (_req, res) => void res.send('past the view'),
    )
    app.use(((_error, _req, res, _next) =>
      res.status(500).json({ own: true })) as express5.ErrorRequestHandler)
    server = await listen(app)
  })
  afterAll(() => server.close())

  const post = (path: string, type: string, body: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${server.port}${encodeURI(path)}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type, 'connection': 'close' },
    })
  const pair = { user: '1', token, rest: 'x' }

  describe.each(Object.keys(parsers))('%s', (name) => {
    it('before: a form logs in and opens the view', async () => {
      const form = new URLSearchParams({ username: 'maria', password: 'right' }).toString()
      const login = await post(`/before/${name}/token/new.json`, FORM, form)
      expect(await login.json()).toEqual({ token, user: 1, success: true })
      const view = await post(`/before/${name}/view`, FORM, new URLSearchParams(pair).toString())
      expect(view.status).toBe(200)
    })
    it('before: a multipart form as well', async () => {
      const view = await post(
        `/before/${name}/view`,
        'multipart/form-data; boundary=xx',
        multipart(pair),
      )
      expect(view.status).toBe(200)
    })
    it('before: a JSON login, and JSON is no form', async () => {
      const login = await post(
        `/before/${name}/token/new.json`,
        'application/json',
        '{"username": "maria", "password": "right"}',
      )
      expect(login.status).toBe(200)
      const view = await post(`/before/${name}/view`, 'application/json', JSON.stringify(pair))
      expect(view.status).toBe(401)
    })
    it('before: the last of a repeated name counts; brackets are another name', async () => {
      const repeated = await post(`/before/${name}/view`, FORM, `user=2&user=1&token=${token}`)
      expect(repeated.status).toBe(200)
      const brackets = await post(`/before/${name}/view`, FORM, `user[]=1&token[]=${token}`)
      expect(brackets.status).toBe(401)
    })
    it('behind: the body is there as if nobody had read it', async () => {
      const form = new URLSearchParams(pair).toString()
      const response = await post(`/behind/${name}/view`, FORM, form)
      expect(response.status).toBe(200)
      const { body } = (await response.json()) as { body: unknown }
      if (/qs|simple|all/.test(name)) expect(body).toEqual(pair)
      if (name === 'text parser') expect(body).toBe(form)
      if (name === 'raw parser')
        expect(Buffer.from((body as { data: number[] }).data).toString()).toBe(form)
    })
    it('behind: a JSON body is the view’s', async () => {
      const response = await post(
        `/behind/${name}/view?user=1&token=${token}`,
        'application/json',
        '{"a": 1}',
      )
      const { body } = (await response.json()) as { body: unknown }
      if (/JSON|all/.test(name)) expect(body).toEqual({ a: 1 })
      expect(response.status).toBe(200)
    })
  })

  it('multer behind the guard reads the form', async () => {
    const response = await post(
      '/behind/multer/view',
      'multipart/form-data; boundary=xx',
      multipart(pair),
    )
    expect(await response.json()).toEqual({ user: 'maria', body: pair })
  })
  it('wraps one handler, and a view’s own error goes to the error handler', async () => {
    const credentials = { authorization: `Bearer 1:${token}` }
    const wrapped = await fetch(`http://127.0.0.1:${server.port}/wrapped`, { headers: credentials })
    expect(await wrapped.json()).toEqual({ user: 'maria' })
    expect([wrapped.headers.get('cache-control'), wrapped.headers.get('vary')]).toEqual([
      'no-store',
      'Authorization',
    ])
    for (const path of ['throws', 'throws-nothing']) {
      const url = `http://127.0.0.1:${server.port}/${path}`
      const thrown = await fetch(url, { headers: credentials })
      expect(await thrown.text()).toBe('{"own":true}')
    }
  })
  it('two Authorization fields are refused, not the first taken', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      const value = `Basic ${Buffer.from(`1:${token}`).toString('base64')}`
      const headers = ['Host', 'x', 'Authorization', value, 'Authorization', value]
      http.get({ port: server.port, host: '127.0.0.1', path: '/wrapped', headers }, (res) => {
        res.resume()
        resolve(res.statusCode)
      })
    })
    expect(status).toBe(400)
  })
  it('one connection carries one request after the other, refused or not', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
    const ask = (body: string): Promise<[number | undefined, boolean]> =>
      new Promise((resolve, reject) => {
        const req = http.request(
          {
            agent,
            port: server.port,
            host: '127.0.0.1',
            method: 'POST',
            path: '/before/none/view',
            headers: { 'content-type': FORM },
          },
          (res) => {
            res.resume().on('end', () => resolve([res.statusCode, req.reusedSocket]))
          },
        )
        req.on('error', reject).end(body)
      })
    const good = new URLSearchParams(pair).toString()
    expect([await ask(good), await ask('user=1&token=x'), await ask(good)]).toEqual([
      [200, false],
      [403, true],
      [200, true],
    ])
    agent.destroy()
  })
  it('an upload that breaks off leaves the server well', async () => {
    await new Promise<void>((resolve) => {
      const socket = net.connect(server.port, '127.0.0.1', () => {
        const head = `POST /before/none/view HTTP/1.1\r\nHost: x\r\nContent-Type: ${FORM}\r\n`
        socket.write(`${head}Content-Length: 100\r\n\r\nuser=1`, () => {
          socket.destroy()
          resolve()
        })
      })
    })
    const after = await post('/before/none/view', FORM, new URLSearchParams(pair).toString())
    expect(after.status).toBe(200)
  })
})
