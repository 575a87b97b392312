/** The example in a real browser: each browser context is a device. */
import { join } from 'node:path'

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startBrowser } from '../../packages/tokenapi/test/support/browser.ts'
import { lacks } from '../../packages/tokenapi/test/support/peers/peers.ts'
import { started } from '../../packages/tokenapi/test/support/runtimes/started.ts'
import { contrast } from './contrast.js'

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  let browser: Browser
  let server: Awaited<ReturnType<typeof started>>

  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())
  // A server for each test: what another one has logged in is no device of this one.
  beforeEach(async () => {
    server = await started(process.execPath, [join(import.meta.dirname, 'index.ts')], {
      PORT: '0',
      SECRET_KEY: 'a secret key of this test alone',
    })
  })
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close()
    await server.close()
  })

  const opened = async (): Promise<Page> => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(`http://127.0.0.1:${server.port}`)
    return page
  }
  /** A device that is logged in. Without a name the server takes one from the user agent. */
  const device = async (name: string, password = 'demo'): Promise<Page> => {
    const page = await opened()
    await page.fill('#login [name=username]', 'demo')
    await page.fill('#login [name=password]', password)
    await page.fill('#login [name=name]', name)
    await page.click('#login button')
    if (password === 'demo') await page.waitForSelector('#account', { state: 'visible' })
    return page
  }
  const names = (page: Page): Promise<string[]> => page.locator('#devices .name').allTextContents()
  const row = (page: Page, name: string): Locator =>
    page
      .locator('#devices li')
      .filter({ has: page.locator(`.name:text-is(${JSON.stringify(name)})`) })
  const count = (page: Page, devices: number): Promise<void> =>
    expect.poll(() => page.locator('#devices li').count()).toBe(devices)

  it('a wrong password shows why', async () => {
    const page = await device('Laptop', 'wrong')
    await page.waitForSelector('#problem', { state: 'visible' })
    expect(await page.isVisible('#login')).toBe(true)
  })

  it('lists the devices of the user, and marks the current one', async () => {
    await device('Phone')
    await device('')
    const laptop = await device('Laptop')
    const [phone, unnamed, last] = await names(laptop)
    expect([phone, last]).toEqual(['Phone', 'Laptop'])
    expect(unnamed).toMatch(/Chrome/)
    expect(await laptop.locator('.current:visible').count()).toBe(1)
    expect(await row(laptop, 'Laptop').locator('.current').isVisible()).toBe(true)
    expect(await row(laptop, 'Phone').locator('.used').textContent()).toMatch(
      /from 127\.0\.0\.1|Not used/,
    )
  })

  it('renames one; a name is text and no HTML', async () => {
    const laptop = await device('Laptop')
    const name = '<img src=x onerror="document.title=1"> & Co'
    await row(laptop, 'Laptop').locator('.edit').click()
    await laptop.fill('#devices [name=name]', name)
    await laptop.click('.rename .primary')
    await row(laptop, name).waitFor()
    expect(await names(laptop)).toEqual([name])
    expect(await laptop.title()).toBe('Your devices')
    expect(await laptop.locator('#devices img').count()).toBe(0)
  })

  it('logs one out from another: it has to log in again', async () => {
    const [phone, laptop] = [await device('Phone'), await device('Laptop')]
    await row(laptop, 'Phone').locator('.revoke').click()
    await count(laptop, 1)
    await phone.reload()
    await phone.waitForSelector('#login', { state: 'visible' })
    expect(await phone.textContent('#problem')).toBe('You were logged out.')
    await laptop.reload()
    await count(laptop, 1)
  })

  it('logs all others out', async () => {
    const [phone, tablet, laptop] = [
      await device('Phone'),
      await device('Tablet'),
      await device('Laptop'),
    ]
    await laptop.click('#others')
    await count(laptop, 1)
    expect(await names(laptop)).toEqual(['Laptop'])
    expect(await laptop.isDisabled('#others')).toBe(true)
    for (const page of [phone, tablet]) {
      await page.reload()
      await page.waitForSelector('#login', { state: 'visible' })
    }
  })

  it('a log-out ends the token on the server', async () => {
    const laptop = await device('Laptop')
    const token = await laptop.evaluate(
      () => (JSON.parse(localStorage.getItem('session') ?? '') as { token: string }).token,
    )
    const status = async (): Promise<number> => {
      const headers = { authorization: `Bearer ${token}` }
      return (await fetch(`http://127.0.0.1:${server.port}/token/tokens.json`, { headers })).status
    }
    expect(await status()).toBe(200)
    await laptop.click('#logout')
    await laptop.waitForSelector('#login', { state: 'visible' })
    await expect.poll(status).toBe(401)
    expect(await laptop.evaluate(() => localStorage.getItem('session'))).toBeNull()
  })

  it.each(['light', 'dark'] as const)(
    'the text can be read in the %s scheme',
    async (colorScheme) => {
      const laptop = await device('Laptop')
      await laptop.emulateMedia({ colorScheme })
      for (const selector of ['h1', '.name', '.current', 'small', '.danger', '#logout']) {
        expect(await laptop.evaluate(contrast, selector), selector).toBeGreaterThanOrEqual(4.5)
      }
    },
  )
})
