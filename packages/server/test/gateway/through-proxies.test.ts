/** Requests through real proxies that run with the printed configuration. */
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Server } from '../../../../scripts/services/server.mjs'
import { describeEachPeer } from '../../../tokenapi/test/support/peers/each-peer.ts'
import { type Application, type Received, startApplication } from './support/application.ts'
import { type Answer, type AskOptions, ask, raw } from './support/ask.ts'
import { PROXIES, startProxy } from './support/proxies.ts'
import { type TokenServer, startTokenServer } from './support/token-server.ts'

let tokens: TokenServer
let application: Application
beforeAll(async () => {
  tokens = await startTokenServer()
  application = await startApplication()
})
afterAll(async () => {
  await application?.stop()
  await tokens?.stop()
})

const received = ({ text: body }: Answer): Received => JSON.parse(body) as Received
const identity = ({ headers }: Received): object =>
  Object.fromEntries(
    Object.entries(headers).filter(([name]) => /userid|username|tokenid|scopes|authori/.test(name)),
  )

describeEachPeer(PROXIES)('%s', (name) => {
  let proxy: Server
  let scoped: Server
  beforeAll(async () => {
    const behind = { tokens, application: application.address }
    proxy = await startProxy(name, behind)
    scoped = await startProxy(name, { ...behind, scopes: ['reports:read', 'reports:write'] })
  })
  afterAll(() => Promise.all([proxy?.stop(), scoped?.stop()]))

  const get = (target: string, ...headers: AskOptions['headers'] & object): Promise<Answer> =>
    ask(proxy.port, target, { headers })
  const bearer = (): readonly [string, string] => ['Authorization', tokens.maria.bearer]

  it('lets an access token in, and the application learns who calls', async () => {
    const answer = await get('/reports/7?year=2026&x=%2F', bearer())
    expect(answer.status).toBe(200)
    const { maria } = tokens
    expect(received(answer)).toMatchObject({ method: 'GET', url: '/reports/7?year=2026&x=%2F' })
    expect(identity(received(answer))).toEqual({
      'x-userid': [maria.id],
      'x-username': ['maria'],
      'x-tokenid': [maria.tokenId],
      'x-scopes': ['reports:read'],
    })
  })

  it('lets a classic token in: its name is encoded, and its id and scopes are never empty', async () => {
    const answer = await get('/', ['Authorization', tokens.zoe.basic])
    expect(answer.status).toBe(200)
    expect(identity(received(answer))).toEqual({
      'x-userid': [tokens.zoe.id],
      'x-username': ['zo%C3%A9%2C%20the%201st'],
      'x-tokenid': ['-'],
      'x-scopes': ['*'],
    })
    expect(decodeURIComponent('zo%C3%A9%2C%20the%201st')).toBe(tokens.zoe.username)
  })

  it.each([
    ['no credentials', undefined, 401],
    ['an unknown scheme', 'Digest x', 401],
    ['a malformed Authorization', 'Basic %%%', 401],
    ['a wrong access token', `Bearer tokenapi_${'1'.repeat(49)}`, 403],
    ['a wrong classic token', `Basic ${btoa('1:5hk-0123456789abcdef0123')}`, 403],
  ])('refuses %s', async (_what, field, status) => {
    const hits = application.hits()
    const answer = await get(
      '/',
      ...(field === undefined ? [] : [['Authorization', field] as const]),
    )
    expect(answer.status).toBe(status)
    expect(answer.headers.has('www-authenticate')).toBe(status === 401 || name === 'Caddy')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(application.hits()).toBe(hits)
  })

  it('two Authorization fields are refused, or only the first counts and neither is passed on', async () => {
    const answer = await get('/', ['Authorization', tokens.zoe.basic], bearer())
    if (answer.status === 200) {
      expect(identity(received(answer))).toMatchObject({ 'x-userid': [tokens.zoe.id] })
      expect(received(answer).headers).not.toHaveProperty('authorization')
    } else {
      expect([400, 401]).toContain(answer.status)
    }
  })

  it('needs the scopes of the location, all of them', async () => {
    const call = (field: string): Promise<Answer> =>
      ask(scoped.port, '/', {
        headers: [
          ['Authorization', field],
          ['X-Tokenapi-Scopes', ''],
        ],
      })
    expect((await call(tokens.maria.bearer)).status).toBe(403)
    expect((await call(tokens.maria.basic)).status).toBe(200)
    // The client cannot name the scopes.
    const forged = await ask(scoped.port, '/?scopes=reports:read', { headers: [bearer()] })
    expect(forged.status).toBe(403)
  })

  it('A-06: identity headers of the client are deleted, in every spelling', async () => {
    const forged = ['X-Userid', 'X_Userid', 'x-USERID', 'X-Username', 'X_Username', 'x_userNAME']
    const more = ['X-Tokenid', 'X_Tokenid', 'X-Scopes', 'X_Scopes', 'X-Userid']
    const headers = [...forged, ...more].map((each) => [each, 'root'] as const)
    const answer = await get('/', bearer(), ...headers)
    expect(answer.status).toBe(200)
    expect(answer.text).not.toContain('root')
    expect(Object.keys(identity(received(answer))).toSorted()).toEqual([
      'x-scopes',
      'x-tokenid',
      'x-userid',
      'x-username',
    ])
    // A client without a token gains nothing.
    expect((await get('/', ...headers)).status).toBe(401)
  })

  it('A-06: a client cannot have an identity header dropped as hop-by-hop', async () => {
    for (const named of [
      'X-Userid, X-Scopes',
      'close, X-Userid',
      'x-userid\r\nConnection: Close',
    ]) {
      const answer = await get('/', bearer(), ['Connection', named])
      expect(answer.status).toBe(200)
      expect(identity(received(answer))).toMatchObject({ 'x-userid': [tokens.maria.id] })
      // Nor by a further proxy in front of the application.
      expect(String(received(answer).headers['connection'])).not.toMatch(/x-/i)
    }
  })

  it('a request without Host, as HTTP/1.0 allows, is checked', async () => {
    expect(await raw(proxy.port, 'GET /reports HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.[01] 401 /)
  })

  it('A-04: no path of a client leads to the gateway itself', async () => {
    for (const gateway of ['gateway/nginx', 'gateway/caddy', 'gateway/envoy', 'oauth2/auth']) {
      for (const up of ['..', '%2e%2e', '.%2E']) {
        const answer = await get(`/${gateway}/${up}/${up}/token/tokens.json`, bearer())
        expect(answer.headers.get('x-userid') ?? answer.headers.get('x-auth-request-user')).toBe(
          null,
        )
      }
    }
  })

  it('A-04: nothing that a client sends changes what is asked', async () => {
    const hits = application.hits()
    for (const forged of [
      ['X-Original-URI', `/?user=${tokens.maria.id}&token=${tokens.maria.classicToken}`],
      ['X-Forwarded-Uri', '/token/new.json'],
      ['X-Original-Method', 'OPTIONS'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['User-Agent', 'kube-probe/1.30'],
      ['User-Agent', 'GoogleHC/1.0'],
      ['X-Real-IP', '127.0.0.1'],
      ['X-HTTP-Method-Override', 'OPTIONS'],
      ['Upgrade', 'websocket'],
    ] as const) {
      expect((await get('/reports', forged)).status, forged.join(': ')).toBe(401)
    }
    for (const method of ['OPTIONS', 'HEAD', 'PROPFIND', 'POST']) {
      expect((await ask(proxy.port, '/reports', { method })).status, method).toBe(401)
    }
    expect(application.hits()).toBe(hits)
  })

  it('A-04: credentials in the URL do not count, unless they are switched on', async () => {
    const { id, classicToken } = tokens.maria
    expect((await get(`/?user=${id}&token=${classicToken}`)).status).toBe(401)
  })

  it('A-07: no spelling of a path reaches the application without a token', async () => {
    const hits = application.hits()
    for (const path of SPELLINGS) {
      const { status } = await get(path)
      const allowed = path === '/token' ? [301, 401] : [400, 401, 404, 405]
      expect(allowed, `${status} for ${path}`).toContain(status)
    }
    expect(application.hits()).toBe(hits)
  })

  it.each(['/a//b', '/a%2Fb', '/A/%7eb;c=1', '/a/b%20c?d=%2e%2E&e'])(
    'A-07: %s reaches the application as it is',
    async (path) => {
      expect(received(await get(path, bearer())).url).toBe(path)
    },
  )

  it('the token server is open below /token/ alone', async () => {
    const body = new URLSearchParams({ username: 'maria', password: 'wrong' })
    const login = await fetch(`${proxy.url}/token/new.json`, { method: 'POST', body })
    expect(login.status).toBe(401)
    const own = await get('/token/tokens.json', bearer())
    expect(JSON.parse(own.text)).toMatchObject({ tokens: [{ id: tokens.maria.tokenId }] })
  })

  it('passes WebSockets, and refuses them without a token', async () => {
    const shake = (authorization: string, upgrade = 'websocket'): Promise<string> =>
      raw(
        proxy.port,
        `GET /live HTTP/1.1\r\nHost: app\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Userid: root\r\n${authorization}\r\n`,
        (answer) =>
          / over websocket/.test(answer) || (/\r\n\r\n/.test(answer) && !/ 101 /.test(answer)),
      )
    const mine = `Authorization: ${tokens.maria.bearer}\r\n`
    const opened = await shake(mine)
    expect(opened).toMatch(/^HTTP\/1\.1 101 /)
    expect(opened).toContain(`user ${tokens.maria.id} over websocket`)
    expect(await shake('')).toMatch(/^HTTP\/1\.1 401 /)
    // A tunnel of another protocol would carry requests that are not checked.
    for (const other of ['h2c', 'h2c, websocket', 'h2c\r\nUpgrade: websocket', 'tls/1.0']) {
      const answer = await shake(mine, other)
      expect(answer, other).not.toMatch(/over (?:h2c|tls)/)
    }
  })

  it('passes a body of 50 MB, which the token server never sees', async () => {
    const size = 50 * 1024 * 1024
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = httpRequest(
        `${proxy.url}/upload`,
        { method: 'POST', headers: { Authorization: tokens.maria.bearer } },
        (response) => text(response).then(resolve, reject),
      )
      sent.on('error', reject)
      sent.end(Buffer.alloc(size))
    })
    expect(JSON.parse(answer)).toMatchObject({ method: 'POST', bodyBytes: size })
  })
})

const SPELLINGS = [
  '/reports',
  '//reports',
  '///reports',
  '/./reports',
  '/token/../reports',
  '/token/..%2freports',
  '/token/%2e%2e/reports',
  '/token/%2e%2e%2freports',
  '/token/..;/reports',
  '/token/.%2e/reports',
  '/token//../../reports',
  '/token/..\\reports',
  '/token%2f..%2freports',
  '/TOKEN/new.json',
  '/Token/../reports',
  '/token;/reports',
  '/token',
  '/;/reports',
  '/reports;a=b',
  '/REPORTS',
  '/%72eports',
  '/%252e%252e/reports',
  '/reports/%00',
  '/reports?/token/',
  '/reports#/token/',
  '/_tokenapi/',
  '/gateway/nginx',
  '/gateway/caddy',
  '/gateway/haproxy',
  '/oauth2/auth',
  '/whoami.json',
  'http://app.example.com/reports',
]
