/** The client in a page of a real browser, on its own domain and on another one. */
import { readFileSync, readdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'

import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { tokenRequired, tokenRoutes } from '../../src/adapters/node.ts'
import type { createClient } from '../../src/client/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'
import { startBrowser } from '../support/browser.ts'
import { type HttpServer, httpServer } from '../support/http-server.ts'
import { lacks } from '../support/peers/peers.ts'

declare global {
  // oxlint-disable-next-line no-var, vars-on-top -- as globals are declared
  var create: typeof createClient
}

const DIST = join(import.meta.dirname, '../../dist/client')
const modules = new Set(readdirSync(DIST))

const { api, clock } = inMemoryApi({ users: ['maria'] })
const routes = tokenRoutes(api)
const index = tokenRequired(api, (_request, response, { user }) =>
  response.end(JSON.stringify({ hello: user.username })),
)

let browser: Browser
let server: HttpServer
let other: HttpServer
/** The origin that CORS lets in, and what it exposes. */
let cors: { readonly origin: string; readonly expose?: string } | undefined

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  beforeAll(async () => {
    other = await httpServer((request, response) => {
      response.setHeader('access-control-allow-origin', '*')
      response.setHeader('access-control-allow-headers', 'authorization')
      servePage(request.url ?? '', response)
    })
    server = await httpServer((request, response) => {
      const path = request.url ?? ''
      if (cors !== undefined) {
        response.setHeader('access-control-allow-origin', cors.origin)
        if (cors.expose) response.setHeader('access-control-expose-headers', cors.expose)
      }
      if (request.method === 'OPTIONS') {
        response.setHeader('access-control-allow-headers', 'authorization, content-type')
        response.writeHead(204).end()
      } else if (path === '/index.json') void index(request, response)
      else if (path === '/away') response.writeHead(302, { location: `${other.url}/x` }).end()
      else if (path.startsWith('/token/')) void routes(request, response)
      else servePage(path, response)
    })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    for (const started of [server, other]) started?.close()
  })

  it('logs in, calls, is refused, and logs out', async () => {
    cors = undefined
    const page = await pageOf(server)
    const seen = await page.evaluate(async (url) => {
      const storage = {
        load: () => JSON.parse(sessionStorage.getItem('session') ?? 'null'),
        save: (session: unknown) =>
          sessionStorage.setItem('session', JSON.stringify(session ?? null)),
      }
      const codes: string[] = []
      const client = globalThis.create({
        url,
        storage,
        onUnauthorized: ({ code }) => codes.push(code),
      })
      const wrong = await client.login({ username: 'maria', password: 'x' }).catch((e) => e.code)
      const user = await client.login({ username: 'maria', password: 'password', name: 'Tab' })
      const { hello } = (await (await client.fetch('/index.json')).json()) as { hello: string }
      const away = await client.fetch('/away').catch((e) => [e.outcome, e.status, e.code])
      const elsewhere = await client.fetch('https://example.com/').catch((e) => e.name)
      const controller = new AbortController()
      const aborting = client.fetch('/index.json', { signal: controller.signal })
      controller.abort()
      return { wrong, user, hello, away, elsewhere, aborted: await aborting.catch((e) => e.name) }
    }, server.url)
    expect(seen).toEqual({
      wrong: 'invalid_login',
      user: 1,
      hello: 'maria',
      away: ['cannot_tell', 0, 'redirected'],
      elsewhere: 'TypeError',
      aborted: 'AbortError',
    })
    expect(other.requests).toEqual([])

    // The page is loaded again, and the session is there; then the token expires.
    await page.reload()
    clock.advance({ days: 9 })
    const after = await page.evaluate(async (url) => {
      let stored = sessionStorage.getItem('session') ?? ''
      const storage = {
        load: () => JSON.parse(stored),
        save: (session: unknown) => (stored = JSON.stringify(session ?? null)),
      }
      const codes: string[] = []
      const client = globalThis.create({
        url,
        storage,
        onUnauthorized: ({ code }) => codes.push(code),
      })
      await Promise.allSettled([1, 2, 3].map(() => client.fetch('/index.json')))
      await client.logout()
      return { codes, stored }
    }, server.url)
    expect(after).toEqual({ codes: ['invalid_token'], stored: 'null' })
  })

  it.each([
    ['that exposes the challenge', 'WWW-Authenticate, Retry-After'],
    ['that exposes nothing', ''],
  ])('a server on another domain %s', async (_name, expose) => {
    cors = { origin: other.url, expose }
    const page = await pageOf(other)
    const seen = await page.evaluate(async (url) => {
      const codes: string[] = []
      const client = globalThis.create({ url, onUnauthorized: ({ code }) => codes.push(code) })
      await client.login({ username: 'maria', password: 'password' })
      const { status } = await client.fetch('/index.json')
      const bad = globalThis.create({
        url,
        token: '7aq-3b7acf3f7e52b77a6cd7',
        user: 1,
        onUnauthorized: ({ code }) => codes.push(code),
      })
      return { status, refused: await bad.fetch('/index.json').catch((e) => e.code), codes }
    }, server.url)
    expect(seen).toEqual({ status: 200, refused: 'invalid_token', codes: ['invalid_token'] })
  })

  it('a server that lets no other domain in cannot tell', async () => {
    cors = undefined
    const page = await pageOf(other)
    const seen = await page.evaluate(async (url) => {
      const client = globalThis.create({ url, token: 'acme_x' })
      return client.fetch('/index.json').catch((e) => [e.outcome, e.status, e.code])
    }, server.url)
    expect(seen).toEqual(['cannot_tell', 0, 'unreachable'])
  })
})

/** An empty page, and the compiled modules of the client. */
function servePage(path: string, response: ServerResponse): void {
  const name = path.replace('/client/', '')
  const [type, body] = modules.has(name)
    ? ['text/javascript', readFileSync(join(DIST, name))]
    : [
        'text/html',
        `<script type="module">import { createClient } from '/client/index.js'
         globalThis.create = createClient</script>`,
      ]
  response.setHeader('content-type', type)
  response.end(body)
}

async function pageOf({ url }: HttpServer): Promise<Page> {
  const page = await browser.newPage()
  await page.goto(`${url}/`)
  await page.waitForFunction(() => globalThis.create !== undefined)
  return page
}
