/** The example in a real browser: a download, an EventSource and a WebSocket, each opened with a ticket. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startBrowser } from '../../packages/tokenapi/test/support/browser.ts'
import { lacks } from '../../packages/tokenapi/test/support/peers/peers.ts'
import { started } from '../../packages/tokenapi/test/support/runtimes/started.ts'

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof started>>
  let page: Page
  let url: string

  beforeAll(async () => {
    server = await started(process.execPath, [join(import.meta.dirname, 'index.ts')], {
      PORT: '0',
      SECRET_KEY: 'a secret key of this test alone',
    })
    url = `http://127.0.0.1:${server.port}`
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
  })
  beforeEach(async () => {
    page = await browser.newPage()
    await page.goto(url)
  })
  afterEach(() => page.close())

  const login = async (password = 'demo'): Promise<void> => {
    await page.fill('[name=username]', 'demo')
    await page.fill('[name=password]', password)
    await page.click('#login button')
  }
  const requested = (path: string): Promise<Request> =>
    page.waitForRequest((request) => new URL(request.url()).pathname === path)
  const message = (text: string): Promise<unknown> => page.waitForSelector(`li:text-is("${text}")`)
  const statusOf = (target: string): Promise<number> =>
    page.evaluate(async (asked) => (await fetch(asked)).status, target)
  /** What becomes of a WebSocket: "open", or "closed" where the server refuses it. */
  const socketAt = (target: string): Promise<string> =>
    page.evaluate(
      (asked) =>
        new Promise((resolve) => {
          const socket = new WebSocket(asked)
          socket.addEventListener('open', () => resolve('open'))
          socket.addEventListener('close', () => resolve('closed'))
        }),
      target.replace('http', 'ws'),
    )

  it('a wrong password shows why, and gives nothing', async () => {
    await login('wrong')
    await page.waitForFunction('document.getElementById("problem").textContent !== ""')
    expect(await page.isVisible('#links')).toBe(false)
  })

  it('a download, once', async () => {
    await login()
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#download')])
    expect(download.suggestedFilename()).toBe('report.csv')
    expect(readFileSync(await download.path(), 'utf8')).toBe('name,visits\ndemo,42\n')
    expect(await statusOf(download.url())).toBe(403)
  })

  it('an EventSource, whose ticket ends with the token', async () => {
    await login()
    const request = requested('/events')
    await page.click('#events')
    await message('event 1 for demo')
    await message('event 2 for demo')
    const { pathname, search } = new URL((await request).url())
    expect(await (await request).headerValue('authorization')).toBeNull()
    // The connection is open; a second one is let in as well.
    const reopened = (): Promise<number> =>
      page.evaluate(async (asked) => {
        const controller = new AbortController()
        const { status } = await fetch(asked, { signal: controller.signal })
        controller.abort()
        return status
      }, pathname + search)
    expect(await reopened()).toBe(200)
    expect(await statusOf(`/report.csv${search}`)).toBe(403)
    expect(await statusOf(`/index.html${search}`)).toBe(200)
    await page.click('#logout')
    await page.waitForSelector('#login', { state: 'visible' })
    expect(await reopened()).toBe(403)
  })

  it('a WebSocket, once, and no other way', async () => {
    await login()
    const opened = page.waitForEvent('websocket')
    await page.click('#socket')
    await message('hello demo')
    await message('a message that comes back')
    const used = (await opened).url()
    expect(await socketAt(used)).toBe('closed')
    expect(await socketAt(`${url}/socket`)).toBe('closed')
    expect(await socketAt(`${url}/socket?ticket=x`)).toBe('closed')
    expect(await socketAt(`${url}/elsewhere${new URL(used).search}`)).toBe('closed')
  })

  it('no token is ever in a URL', async () => {
    const urls: string[] = []
    page.on('request', (request) => urls.push(request.url()))
    const download = page.waitForEvent('download')
    await login()
    for (const id of ['#events', '#socket', '#download']) await page.click(id)
    await message('hello demo')
    urls.push((await download).url())
    expect(urls.length).toBeGreaterThan(3)
    for (const each of urls) expect(each).not.toMatch(/tokenapi_\w{43}|token=/)
  })
})
