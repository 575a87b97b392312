/** The admin page in Chromium. What runs in the page is text: these tests have no types of the DOM. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

import { startBrowser } from '../../../../tokenapi/test/support/browser.ts'
import { PASSWORD } from '../bench-app.ts'
import { startAdmin } from './admin-server.ts'
import { fillTables } from './page-data.ts'

export const PHONE = { width: 360, height: 740 }
/** Names of pictures, and pages. */
export const PAGES = [
  ['overview', '/'],
  ['users', '/users'],
  ['no-users', '/users?search=zzz'],
  ['add-user', '/users/new'],
  ['import', '/users/import'],
  ['user', '/users/2'],
  ['tokens', '/tokens'],
  ['events', '/events'],
  ['explain', '/explain'],
  ['settings', '/settings?doctor'],
  ['not-found', '/nothing'],
] as const

type Admin = Awaited<ReturnType<typeof startAdmin>>

/** For the tests of a `describe`: a server with data, and a browser. A script that throws or is refused fails a test. */
export function inChromium() {
  let admin: Admin
  let browser: Browser
  const contexts: BrowserContext[] = []
  const problems: string[] = []

  beforeAll(async () => {
    admin = await startAdmin({ settings: { LOGIN_THROTTLE: 'false' } })
    await fillTables(admin)
    browser = await startBrowser()
  }, 120_000)
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    expect(problems.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    await admin?.stop()
    expect(admin.errors).toEqual([])
  })

  const open = async (options: BrowserContextOptions = {}): Promise<Page> => {
    const usual = {
      locale: 'en-GB',
      timezoneId: 'Asia/Tokyo',
      viewport: { width: 1100, height: 760 },
    }
    const context = await browser.newContext({ ...usual, ...options })
    contexts.push(context)
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) problems.push(message.text())
    })
    return page
  }

  return {
    admin: () => admin,
    open,
    async signIn(page: Page, password = PASSWORD): Promise<void> {
      if (!page.url().startsWith(admin.url)) await page.goto(admin.url)
      await page.fill('[name=username]', 'root')
      await page.fill('[name=password]', password)
      await page.click('main button')
    },
  }
}

/** Opens a fold of the user's page, and sends its form. */
export async function change(
  page: Page,
  fold: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<void> {
  const details = page.locator('details', { has: page.locator('summary', { hasText: fold }) })
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  for (const [name, value] of Object.entries(fields)) {
    await details.locator(`[name=${name}]`).fill(value)
  }
  await details.locator('button').click()
}

export const noteOf = (page: Page): Promise<string> => page.locator('.note').innerText()
