/**
 * Next.js 16 and 15, as `next build` and `next start` make them: one app each, with a proxy before its
 * route handlers, and pages beside them.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { createTokenApi } from 'tokenapi'
import { memoryStore } from 'tokenapi/memory'
import type { ScenarioApp } from 'tokenapi/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { sendRaw } from '../../src/contracts/raw-socket.ts'
import { adapterTests } from '../support/adapter-tests.ts'
import { buildNextApp, startNextApp } from '../support/apps/next-app.ts'
import { appFiles } from '../support/apps/next/app-files.ts'
import { lacks } from '../support/peers/peers.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const MATRIX = join(ROOT, 'matrix/next-15')

const VERSIONS = [
  ['Next 16', 'proxy', join(ROOT, 'packages/tokenapi/.generated-next-16'), true],
  ['Next 15', 'middleware', join(MATRIX, '.generated-app'), !lacks('matrix/next-15')],
] as const

/** Answered by Next before it comes to a route. */
const REDIRECTED = 'Next redirects a slash at the end, and two of them anywhere'
const BROKEN = { why: 'Next can make no request of it', status: 500 }
const OWN_ANSWERS = {
  'obtain: new.json with a trailing slash': REDIRECTED,
  'obtain: GET /token/': REDIRECTED,
  'verify: empty token': REDIRECTED,
  'verify: trailing slash': REDIRECTED,
  'the mount alone': REDIRECTED,
  'auth-url-userinfo': REDIRECTED,
  'path-absolute-form': REDIRECTED,
  'an absolute-form target': REDIRECTED,
  'http-upgrade-ws': 'Next hangs up on an upgrade',
  'obtain: TRACE new.json': BROKEN,
  'login-trace': BROKEN,
  'verify: invalid UTF-8 in the token': BROKEN,
  'verify-bad-percent': BROKEN,
}

const maria = { id: 1, username: 'maria', password: 'x', isActive: true }
const api = createTokenApi({
  secretKey: 'a secret of these tests, long enough',
  store: memoryStore([maria]),
})
const token = api.makeToken(maria)
const right = { authorization: `Bearer 1:${token}` }
/** Stands in the answers of what is guarded alone. */
const SECRET = 'the secret of'

const repeated = (name: string, times: number): string => Array(times).fill(name).join(':')
const SUBREQUESTS = ['middleware', 'src/middleware', 'proxy', 'src/proxy', 'pages/_middleware']
/** Fields and parameters that Next uses, or used, to talk to itself. */
const BYPASSES = (
  [
    // CVE-2025-29927: as often as the file's name stands there, the middleware was taken to have run.
    ...SUBREQUESTS.flatMap((name) =>
      [1, 2, 5, 6].map(
        (times) =>
          [`${name} x ${times}`, { 'x-middleware-subrequest': repeated(name, times) }] as const,
      ),
    ),
    ['x-middleware-next', { 'x-middleware-next': '1' }],
    ['x-middleware-rewrite', { 'x-middleware-rewrite': '/nothing' }],
    ['x-middleware-set-cookie', { 'x-middleware-set-cookie': 'a=b' }],
    ['x-middleware-invoke', { 'x-middleware-invoke': '1' }],
    [
      'x-middleware-override-headers',
      {
        'x-middleware-override-headers': 'authorization',
        'x-middleware-request-authorization': 'Bearer 1:x',
      },
    ],
    ['x-invoke-path', { 'x-invoke-path': '/nothing', 'x-invoke-status': '200' }],
    ['x-invoke-output', { 'x-invoke-output': '/nothing' }],
    ['x-matched-path', { 'x-matched-path': '/nothing' }],
    ['x-now-route-matches', { 'x-now-route-matches': '1=nothing' }],
    ['x-nextjs-data', { 'x-nextjs-data': '1' }],
    ['x-prerender-revalidate', { 'x-prerender-revalidate': '1' }],
    ['x-forwarded-host', { 'x-forwarded-host': 'elsewhere.example' }],
    ['__nextLocale', {}, '?__nextLocale=de'],
    ['__nextDataReq', {}, '?__nextDataReq=1'],
    ['nxtPid', {}, '?nxtPid=2'],
  ] as [string, Record<string, string>, string?][]
).map(([name, headers, suffix = '']) => [name, headers, suffix] as const)
const SPELLINGS = [
  '//secret/1',
  '/secret//1',
  '/secret/1/',
  '/SECRET/1',
  '/%73ecret/1',
  '/secret%2f1',
  '/secret/1%00',
  '/./secret/1',
  '/x/../secret/1',
  '/x/%2e%2e/secret/1',
  '/\\secret/1',
  '/secret\\1',
  '/secret/1.rsc',
  '/secret/1.json',
  '/secret/1?_rsc=1',
  '/secret/1.segments/_tree.segment.rsc',
  '/_next/data/build/secret/1.json',
  '/_next/data/build/en/secret/1.json',
  '/_next/../secret/1',
  '/en/secret/1',
  'http://elsewhere.example/secret/1',
]

describe.each(VERSIONS)('%s', (_version, proxy, folder, there) => {
  if (!there) return it.skip('is guarded', () => undefined)
  let app: ScenarioApp
  beforeAll(async () => {
    await buildNextApp(folder, { files: appFiles(proxy) })
    app = await startNextApp(folder, 'fixture')
  }, 600_000)
  afterAll(() => app.close())

  adapterTests('route handlers', {
    start: ({ world }) => startNextApp(folder, world),
    // Next reads a body for the proxy before any route handler is asked.
    parsers: 'before the guard',
    ownAnswers: proxy === 'proxy' ? { ...OWN_ANSWERS, 'http-options-star': BROKEN } : OWN_ANSWERS,
  })

  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${app.port}${path}`, { headers, redirect: 'manual' })
  const buildId = (): string => readFileSync(join(folder, '.next/BUILD_ID'), 'utf8')

  describe('a guarded route', () => {
    it.each(BYPASSES)('is not opened by %s', async (_name, headers, suffix) => {
      const shut = await get(`/secret/1${suffix}`, headers)
      expect([shut.status, await shut.text()]).toEqual([401, expect.not.stringContaining(SECRET)])
      const opened = await get(`/secret/1${suffix}`, { ...headers, ...right })
      expect([opened.status, await opened.text()]).toEqual([200, expect.stringContaining(SECRET)])
    })
    it.each(SPELLINGS)('is not opened at %s', async (path) => {
      const request = { method: 'GET', path, headers: [], bodyBase64: null }
      const { status, body } = await sendRaw(app.port, request)
      expect([308, 400, 401, 404]).toContain(status)
      expect(body).not.toContain(SECRET)
    })
    it.each([
      ['the proxy', '/secret/1', { 'x-middleware-prefetch': '1' }],
      ['a page', '/dashboard', { 'rsc': '1', 'next-router-prefetch': '1' }],
    ])('says nothing to a prefetch of %s', async (_name, path, headers) => {
      const response = await get(path, headers)
      expect([200, 307]).toContain(response.status)
      expect(await response.text()).not.toContain(SECRET)
    })
    it('has params, query and body as if there were no guard', async () => {
      const form = new URLSearchParams({ user: '1', token, note: 'x' }).toString()
      const response = await fetch(`http://127.0.0.1:${app.port}/secret/7?a=b`, {
        method: 'POST',
        body: new URLSearchParams(form),
      })
      expect(await response.json()).toEqual({
        says: `${SECRET} maria`,
        id: '7',
        body: form,
        search: '?a=b',
      })
    })
    it.each([
      ['notFound()', 'nowhere', 404, null],
      ['redirect()', 'elsewhere', 307, '/there'],
      ['an error', 'broken', 500, null],
    ])('leaves %s to Next', async (_name, id, status, location) => {
      const response = await get(`/secret/${id}`, right)
      expect([response.status, response.headers.get('location')]).toEqual([status, location])
      expect((await get(`/secret/${id}`)).status).toBe(401)
    })
    it('may set cookies; who is refused gets none', async () => {
      const cookie = async (headers = {}): Promise<string | null> =>
        (await get('/secret/cookie', headers)).headers.get('set-cookie')
      expect(await cookie(right)).toContain('seen=maria')
      expect(await cookie()).toBeNull()
    })
    it('of several Authorization fields sees the first alone: Node keeps no other', async () => {
      const wrong: [string, string] = ['Authorization', `Bearer 1:${token.slice(0, -1)}!`]
      const good: [string, string] = ['Authorization', right.authorization]
      const status = async (...headers: [string, string][]): Promise<number> =>
        (await sendRaw(app.port, { method: 'GET', path: '/secret/1', headers, bodyBase64: null }))
          .status
      expect([await status(wrong, good), await status(good, wrong)]).toEqual([403, 200])
    })
  })

  describe('what asks at the data', () => {
    it.each([
      ['a page', '/dashboard', {}],
      ['a page as React fetches it', '/dashboard', { rsc: '1' }],
      ['a page of old', '/report', {}],
      ['the data of a page of old', '/_next/data/BUILD/report.json', {}],
      ['an API route of old', '/api/old', {}],
    ])('%s tells nobody but the user', async (_name, path, headers) => {
      const address = path.replace('BUILD', buildId())
      const read = async (extra = {}): Promise<string> => {
        const response = await fetch(`http://127.0.0.1:${app.port}${address}`, {
          headers: { ...headers, ...extra },
        })
        return response.text()
      }
      expect(await read()).not.toContain(SECRET)
      expect(await read({ 'x-middleware-subrequest': repeated('middleware', 5) })).not.toContain(
        SECRET,
      )
      expect(await read(right)).toContain(SECRET)
    })
  })
})

describe('Next 16 below a base path, with languages', () => {
  const folder = join(ROOT, 'packages/tokenapi/.generated-next-16-base')
  const i18n = { locales: ['en', 'de'], defaultLocale: 'en' }
  let app: ScenarioApp
  beforeAll(async () => {
    await buildNextApp(folder, { files: appFiles('proxy'), config: { basePath: '/base', i18n } })
    app = await startNextApp(folder, 'fixture')
  }, 600_000)
  afterAll(() => app.close())
  const ask = async (path: string, headers = {}): Promise<readonly [number, boolean]> => {
    const response = await fetch(`http://127.0.0.1:${app.port}${path}`, { headers })
    return [response.status, (await response.text()).includes(SECRET)]
  }

  it.each([
    ['/base/secret/1', 401],
    ['/base//secret/1', 401],
    ['/base/secret/1?__nextLocale=de&__nextDefaultLocale=de', 401],
    ['/base/api/old', 401],
    ['/base/de/api/old', 404],
    ['/base/report', 404],
    ['/base/de/report', 404],
    ['/secret/1', 404],
    ['/de/secret/1', 404],
    ['/base/de/secret/1', 404],
  ])('%s is shut', async (path, status) => {
    expect(await ask(path)).toEqual([status, false])
  })
  it.each(['/base/secret/1', '/base/api/old', '/base/report', '/base/de/report'])(
    '%s opens to the user',
    async (path) => {
      expect(await ask(path, right)).toEqual([200, true])
    },
  )
  it('the token routes are where their file stands', async () => {
    const response = await fetch(`http://127.0.0.1:${app.port}/base/token/new.json`)
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`http://127.0.0.1:${app.port}/token/new.json`)).status).toBe(404)
  })
})
