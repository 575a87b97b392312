/** The admin page as people use it, in Chromium. What runs in the page is text: these tests have no types of the DOM. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { startBrowser } from '../../../../tokenapi/test/support/browser.ts'
import { lacks } from '../../../../tokenapi/test/support/peers/peers.ts'
import { PASSWORD } from '../bench-app.ts'
import { startAdmin } from './admin-server.ts'
import { type Violations, fillTables } from './page-data.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const IMAGES = join(import.meta.dirname, '../../../../../docs/images/admin')
/** `ADMIN_SCREENSHOTS=1` renews the pictures in docs/. */
const RENEW = process.env['ADMIN_SCREENSHOTS'] !== undefined
const PHONE = { width: 360, height: 740 }
/** Names of pictures, and pages. */
const PAGES = [
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

let admin: Awaited<ReturnType<typeof startAdmin>>
let browser: Browser
const contexts: BrowserContext[] = []
const problems: string[] = []

async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const zone = { locale: 'en-GB', timezoneId: 'Asia/Tokyo', viewport: { width: 1100, height: 760 } }
  const context = await browser.newContext({ ...zone, ...options })
  contexts.push(context)
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) problems.push(message.text())
  })
  return page
}

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  if (!page.url().startsWith(admin.url)) await page.goto(admin.url)
  await page.fill('[name=username]', 'root')
  await page.fill('[name=password]', password)
  await page.click('main button')
}

/** Opens a fold of the user's page, and sends its form. */
async function change(page: Page, fold: string, fields: Readonly<Record<string, string>> = {}) {
  const details = page.locator('details', { has: page.locator('summary', { hasText: fold }) })
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
  for (const [name, value] of Object.entries(fields)) {
    await details.locator(`[name=${name}]`).fill(value)
  }
  await details.locator('button').click()
}

const noteOf = (page: Page): Promise<string> => page.locator('.note').innerText()

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  beforeAll(async () => {
    admin = await startAdmin({ settings: { LOGIN_THROTTLE: 'false' } })
    await fillTables(admin)
    browser = await startBrowser()
    if (RENEW) mkdirSync(IMAGES, { recursive: true })
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

  it.each(['light', 'dark'] as const)(
    'every page in %s: no violation of axe or of the Content Security Policy',
    async (colorScheme) => {
      const page = await open({ colorScheme })
      const look = async (name: string): Promise<void> => {
        await page.evaluate(AXE)
        const { violations } = await page.evaluate<Violations>('axe.run()')
        const found = violations.map(({ id, nodes }) => `${name}: ${id} ${nodes[0]?.html}`)
        expect(found).toEqual([])
        const path = join(IMAGES, `${name}-${colorScheme}.png`)
        if (RENEW) await page.screenshot({ path })
      }
      await page.goto(admin.url)
      await look('sign-in')
      await signIn(page)
      for (const [name, path] of PAGES) {
        await page.goto(admin.url + path)
        await look(name)
      }
      await page.goto(`${admin.url}/explain`)
      await page.fill('[name=token]', '2:not-a-token')
      await page.click('main button')
      await look('explained')
      await page.goto(`${admin.url}/users/2`)
      await change(page, 'Issue a token', { name: 'nightly', scopes: 'reports:read' })
      await page.waitForSelector('#secret')
      await look('issued')
      admin.pass(11 * 60_000)
      await change(page, 'Unlock')
      await page.waitForSelector('[name=confirm]')
      await look('confirm')
    },
    300_000,
  )

  it.each([
    ['with a script', true],
    ['without a script', false],
  ])('every action, %s', { timeout: 300_000 }, async (_, javaScriptEnabled) => {
    const page = await open({ javaScriptEnabled })
    const username = `new-${javaScriptEnabled}`
    await signIn(page, 'wrong')
    expect(await noteOf(page)).toContain('is wrong')
    await signIn(page)
    await page.click('nav >> text=Users')
    await page.click('text=Add user')
    await page.fill('[name=username]', username)
    await page.fill('[name=password]', 'passwordpassword')
    await page.click('main button')
    expect(await noteOf(page)).toContain('well-known')
    expect(await page.inputValue('[name=username]')).toBe(username)
    await page.fill('[name=password]', 'four words of any kind')
    await page.click('main button')
    expect(await noteOf(page)).toBe(`${username} was added.`)
    const isActive = async () => (await admin.database.store.findByUsername(username))?.isActive

    await change(page, 'Issue a token', { name: 'phone', scopes: 'reports:read' })
    const token = await page.locator('#secret').innerText()
    expect((await admin.api.verify({ token })).user.username).toBe(username)
    await page.reload()
    expect(await page.content()).not.toContain(token)
    await page.click('text=Revoke')
    expect(await noteOf(page)).toContain('was revoked')
    await expect(admin.api.verify({ token })).rejects.toThrow()
    await change(page, 'Issue a token', { name: 'kept', scopes: 'not a scope?"' })
    expect(await page.locator('.note.bad').count()).toBe(1)
    expect(await page.inputValue('[name=name]')).toBe('kept')
    await change(page, 'Issue a token', { name: 'tablet', scopes: '' })
    await change(page, 'End all access tokens')
    expect(await noteOf(page)).toBe('Access tokens that were ended: 1.')

    await change(page, 'Set a password', { password: 'mariamariamaria' })
    expect(await page.locator('.note.bad').count()).toBe(1)
    await change(page, 'Set a password', { password: 'four other words of any kind' })
    expect(await noteOf(page)).toContain('The password was set')
    await admin.api.login(username, 'four other words of any kind')
    await change(page, 'Unlock logins')
    expect(await noteOf(page)).toContain('forgotten')
    await change(page, 'Deactivate')
    expect([await noteOf(page), await isActive()]).toEqual([
      'The user is inactive: no login and no token works.',
      false,
    ])
    await change(page, 'Activate')
    expect(await isActive()).toBe(true)
    await admin.audit.flush()
    await page.reload()
    expect(await page.locator('main').innerText()).toContain('admin.user.activated')
    await page.click('text=All of this user')
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(8)

    await page.click('nav >> text=Users')
    await page.fill('[name=search]', 'NEW-')
    await page.click('text=Find')
    await page.waitForURL('**search=NEW-')
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
    await page.click('nav >> text=Tokens')
    const all = await page.locator('tbody tr').count()
    await page.fill('[name=scope]', 'reports:write')
    await page.click('text=Filter')
    await page.waitForURL('**scope=reports*')
    const some = await page.locator('tbody tr').count()
    expect([some > 0, some < all]).toEqual([true, true])
    await page.click('nav >> text=Events')
    await page.fill('[name=name]', 'admin.user.added')
    await page.click('text=Filter')
    await page.waitForURL('**admin.user.added*')
    expect(await page.locator('tbody').innerText()).not.toContain('login')
    await page.click('nav >> text=Explain')
    await page.fill('[name=token]', token)
    await page.click('main button')
    expect(await page.locator('main').innerText()).toContain('Refused')
    expect(await page.content()).not.toContain(token)
    await page.click('nav >> text=Settings')
    const settings = await page.locator('main').innerText()
    expect(settings).toContain('•••')
    expect(settings).not.toContain('sqlite:/')
    await page.click('text=Run doctor')
    expect(await page.locator('main').innerText()).toContain('What doctor found')
    await page.click('text=Sign out')
    await page.goto(`${admin.url}/users`)
    expect(page.url()).toContain('/sign-in')
  })

  it.each([
    ['with a script', true],
    ['without a script', false],
  ])('users are imported from a file, %s', async (_, javaScriptEnabled) => {
    const page = await open({ javaScriptEnabled })
    const name = `imported-${javaScriptEnabled}`
    const text = `username,password\n${name},four words of any kind\nroot,x\n,y\n`
    const send = async (fileName: string): Promise<void> => {
      await page.setInputFiles('[name=file]', {
        name: fileName,
        mimeType: 'text/csv',
        buffer: Buffer.from(text),
      })
      await page.selectOption('[name=passwords]', 'plain')
      await page.click('main button.primary')
    }
    const end = async (): Promise<string> => {
      for (;;) {
        const state = page.locator('main .badge')
        if ((await state.innerText()) !== 'running') break
        if (javaScriptEnabled) await page.waitForSelector('text=Another file')
        else await page.click('text=Show the progress now')
      }
      return page.locator('main').innerText()
    }
    await signIn(page)
    await page.goto(`${admin.url}/users`)
    await page.click('text=Import')
    await send('users.txt')
    expect(await noteOf(page)).toContain('format')
    await send('users.csv')
    expect(await end()).toMatch(/Can be added\s+1\s+Already there\s+1\s+Refused\s+1/)
    expect(await admin.database.store.findByUsername(name)).toBeUndefined()
    await page.click('text=Another file')
    await page.uncheck('[name=check]')
    await send('users.csv')
    expect(await end()).toMatch(/Added\s+1\s+Already there\s+1\s+Refused\s+1[^]*line 4/)
    await admin.api.login(name, 'four words of any kind')

    // A browser sends a file once: the password is asked for before.
    admin.pass(11 * 60_000)
    await page.click('text=Another file')
    await page.fill('[name=confirm]', PASSWORD)
    await page.click('main button')
    expect(await page.locator('[name=file]').count()).toBe(1)
  })

  it('a million users would come page by page', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin.url}/users`)
    const names: string[] = []
    for (;;) {
      names.push(...(await page.locator('tbody th').allInnerTexts()))
      const next = page.locator('text=Next page')
      if ((await next.count()) === 0) break
      const before = page.url()
      await next.click()
      await page.waitForURL((url) => String(url) !== before)
    }
    expect(names).toEqual([...new Set(names)])
    expect(names).toContain('user-0119')
  })

  it('an expired session goes to the sign-in page, and from there where it was', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin.url}/users/2`)
    admin.pass(31 * 60_000)
    await page.click('nav >> text=Tokens')
    expect(page.url()).toContain('/sign-in?next=%2Ftokens')
    await signIn(page)
    await page.waitForURL('**/tokens')
    await page.goto(`${admin.url}/users/2`)
    admin.pass(31 * 60_000)
    await change(page, 'Unlock')
    expect(page.url()).toContain('/sign-in?next=%2F')
  })

  it('two tabs: a token is shown in the one that asked; signed out in one is signed out in both', async () => {
    const page = await open()
    await signIn(page)
    const other = await page.context().newPage()
    await other.goto(`${admin.url}/events`)
    await page.goto(`${admin.url}/users/2`)
    await change(page, 'Issue a token', { name: 'of this tab' })
    expect(await page.locator('#secret').innerText()).toMatch(/^tokenapi_/)
    await other.click('text=Sign out')
    await change(page, 'Unlock')
    expect(page.url()).toContain('/sign-in')
  })

  it('new events appear by themselves, and do not keep a session', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin.url}/events`)
    await admin.api.login('seen-live', 'x').catch(() => {})
    await admin.audit.flush()
    await page.waitForSelector('text=seen-live')
    admin.pass(31 * 60_000)
    await page.waitForURL('**/sign-in**')
  })

  it('times are in the zone of the reader; without a script in UTC, and say so', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin.url}/users/2`)
    const time = page.locator('dd time').first()
    const exact = (await time.getAttribute('datetime')) ?? ''
    const shown = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Asia/Tokyo' })
    expect(await time.innerText()).toContain(shown.format(new Date(exact)))
    const plain = await open({ javaScriptEnabled: false })
    await signIn(plain)
    await plain.goto(`${admin.url}/users/2`)
    const utc = `${exact.slice(0, 10)} ${exact.slice(11, 19)} UTC`
    expect(await plain.locator('dd time').first().innerText()).toBe(utc)
  })

  it('on a phone no page scrolls sideways', async () => {
    const page = await open({ viewport: PHONE, hasTouch: true })
    await signIn(page)
    for (const [, path] of [...PAGES, ['sign-in', '/sign-in'] as const]) {
      await page.goto(admin.url + path)
      const wide = await page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('main *')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => each.outerHTML.slice(0, 80))`)
      expect([path, wide]).toEqual([path, []])
    }
  })

  it('by keyboard: a link skips the navigation, and the focus is seen', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin.url}/users`)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true)
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
      expect(outline).toBe('solid')
    }
  })

  it('every page weighs less than 60 kB', async () => {
    const page = await open()
    await signIn(page)
    await page.waitForSelector('nav')
    for (const [name, path] of PAGES) {
      let bytes = 0
      const bodies: Promise<unknown>[] = []
      const count = (response: { body(): Promise<Buffer> }): void => {
        bodies.push(response.body().then((body) => (bytes += gzipSync(body).length)))
      }
      page.on('response', count)
      await page.goto(admin.url + path)
      await Promise.all(bodies)
      page.off('response', count)
      const paint = await page.evaluate<number | undefined>(
        `performance.getEntriesByName('first-contentful-paint')[0]?.startTime`,
      )
      console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB, painted after ${paint?.toFixed(0)} ms`)
      expect(bytes).toBeLessThan(60_000)
    }
  })
})
