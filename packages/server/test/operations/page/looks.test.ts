/** How the admin page and the API reference look: pictures for docs/, axe, weight, phones. */
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../../../tokenapi/test/support/peers/peers.ts'
import { HOUR_NOW } from './counters-of-a-week.ts'
import { PAGES, PHONE, change, inChromium } from './in-chromium.ts'
import type { Violations } from './page-data.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const IMAGES = join(import.meta.dirname, '../../../../../docs/images/admin')
/** `ADMIN_SCREENSHOTS=1` renews the pictures in docs/. */
const RENEW = process.env['ADMIN_SCREENSHOTS'] !== undefined
const DESK = { width: 1100, height: 760 }
/** Pictures of the whole page. */
const WHOLE: readonly string[] = ['overview', 'user', 'issued', 'explained', 'imported']
const SCHEMES = ['light', 'dark'] as const

/** What axe finds in a page. */
async function violationsIn(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE)
  const { violations } = await page.evaluate<Violations>('axe.run()')
  return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)
}

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  const { admin, open, signIn } = inChromium()
  beforeAll(() => {
    if (RENEW) mkdirSync(IMAGES, { recursive: true })
  })

  it.each(SCHEMES)(
    'every page in %s: no violation of axe or of the Content Security Policy',
    async (colorScheme) => {
      const page = await open({ colorScheme, timezoneId: officeZone() })
      const look = async (name: string): Promise<void> => {
        expect([name, await violationsIn(page)]).toEqual([name, []])
        const path = join(IMAGES, `${name}-${colorScheme}.png`)
        if (RENEW) await page.screenshot({ path, fullPage: WHOLE.includes(name) })
      }
      const visit = (path: string) => page.goto(admin().url + path)
      await visit('/')
      await look('sign-in')
      await signIn(page)
      for (const [name, path] of PAGES) {
        await visit(path)
        await look(name)
      }

      await visit('/users/2')
      await change(page, 'Issue a token', { name: 'nightly report', scopes: 'reports:read' })
      const token = await page.locator('#secret').innerText()
      await look('issued')
      await page.locator('tr', { hasText: 'nightly report' }).last().locator('button').click()
      await visit('/explain')
      await page.fill('[name=token]', token)
      await page.click('main button')
      await page.waitForSelector('.verdict')
      await look('explained')

      await visit('/users/import')
      await page.setInputFiles('[name=file]', fileOf(colorScheme))
      await page.selectOption('[name=passwords]', 'plain')
      await page.uncheck('[name=check]')
      await page.click('main button.primary')
      await page.waitForSelector('.badge >> text=done')
      await look('imported')

      await page.setViewportSize(PHONE)
      for (const [name, path] of [
        ['overview-phone', '/'],
        ['user-phone', '/users/2'],
      ] as const) {
        await visit(path)
        await look(name)
      }
      await page.setViewportSize(DESK)
      await visit('/users/2')
      admin().pass(11 * 60_000)
      await change(page, 'Unlock')
      await page.waitForSelector('[name=confirm]')
      await look('confirm')
    },
    300_000,
  )

  it.each(SCHEMES.flatMap((scheme) => [[scheme, DESK] as const, [scheme, PHONE] as const]))(
    'the API reference in %s: no violation of axe, and nothing comes from another host',
    async (colorScheme, viewport) => {
      const page = await open({ colorScheme, viewport })
      const hosts = new Set<string>()
      page.on('request', (request) => void hosts.add(new URL(request.url()).origin))
      for (const path of ['/api', '/api/clients']) {
        await page.goto(admin().url + path)
        for (const fold of await page.locator('summary').all()) await fold.click()
        expect([path, await violationsIn(page)]).toEqual([path, []])
        expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
      }
      expect([...hosts]).toEqual([admin().url])
    },
    300_000,
  )

  it('every page weighs less than 60 kB', async () => {
    const page = await open()
    await signIn(page)
    await page.waitForSelector('nav')
    for (const [name, path] of PAGES) {
      const document = (await (await page.goto(admin().url + path))?.body()) ?? Buffer.alloc(0)
      const loaded = await page.evaluate<string[]>(
        "performance.getEntriesByType('resource').map((each) => each.name)",
      )
      let bytes = gzipSync(document).length
      for (const url of new Set(loaded)) {
        bytes += gzipSync(await (await fetch(url)).bytes()).length
      }
      const paint = await page.evaluate<number | undefined>(
        `performance.getEntriesByName('first-contentful-paint')[0]?.startTime`,
      )
      console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB, painted after ${paint?.toFixed(0)} ms`)
      expect(bytes).toBeLessThan(60_000)
    }
  })

  it('no table is cut off, and on a phone no page scrolls sideways', async () => {
    const page = await open()
    await signIn(page)
    for (const path of ['/', '/users', '/users/2', '/tokens', '/events', '/settings?doctor']) {
      await page.goto(admin().url + path)
      const cut = await page.evaluate(`[...document.querySelectorAll('.scroll')]
        .filter((each) => each.scrollWidth > each.clientWidth)
        .map((each) => each.ariaLabel)`)
      expect([path, cut]).toEqual([path, []])
    }
    await page.setViewportSize(PHONE)
    for (const [, path] of [...PAGES, ['sign-in', '/sign-in'] as const]) {
      await page.goto(admin().url + path)
      const wide = await page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll('main *')]
          .filter((each) => each.getBoundingClientRect().right > innerWidth)
          .map((each) => each.outerHTML.slice(0, 80))`)
      expect([path, wide]).toEqual([path, []])
    }
  })
})

/** The zone in which it is the hour at which the counters end. */
function officeZone(): string {
  const ahead = HOUR_NOW - new Date().getUTCHours()
  const offset = ahead > 12 ? ahead - 24 : ahead
  if (offset === 0) return 'UTC'
  return offset > 0 ? `Etc/GMT-${offset}` : `Etc/GMT+${-offset}`
}

/** A file with rows that are refused. */
function fileOf(scheme: string) {
  const rows = Array.from(
    { length: 240 },
    (_, i) => `guest-${scheme}-${String(i).padStart(3, '0')},four words of any kind`,
  )
  rows.splice(17, 0, ',a password without a name')
  rows.splice(90, 0, `maria,four words of any kind`)
  rows.splice(141, 0, `${'very-'.repeat(30)}long@example.org,four words of any kind`)
  const text = ['username,password', ...rows, ''].join('\n')
  return { name: 'guests.csv', mimeType: 'text/csv', buffer: Buffer.from(text) }
}
