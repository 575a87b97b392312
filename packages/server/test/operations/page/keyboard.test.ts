/** The admin page by keyboard and for screen readers: where the focus is, and what is announced. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { lacks } from '../../../../tokenapi/test/support/peers/peers.ts'
import { change, inChromium } from './in-chromium.ts'

/** The text of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate<string>('document.activeElement.textContent.trim()')
const announced = (page: Page): Promise<string> => page.locator('#status').innerText()

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  const { admin, open, signIn } = inChromium()
  const signedIn = async (path: string): Promise<Page> => {
    const page = await open()
    await signIn(page)
    await page.goto(admin().url + path)
    return page
  }

  it('a link skips the navigation, and the focus is seen', async () => {
    const page = await signedIn('/users')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to content')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate("document.activeElement.closest('main') !== null")).toBe(true)
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab')
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
      expect(outline).toBe('solid')
    }
  })

  it.each([
    '/',
    '/users',
    '/users/2',
    '/tokens',
    '/events',
    '/explain',
    '/settings',
    '/users/import',
  ])('everything on %s that reacts has a name, and Tab reaches it', async (path) => {
    const page = await signedIn(path)
    const wanted = await page.evaluate<number>(`[...document.querySelectorAll(
        'a[href], button, summary, input:not([type=hidden]), select, [tabindex="0"]')]
        .filter((each) => each.checkVisibility() && !each.closest('details:not([open]) > :not(summary)')).length`)
    const seen = new Set<string>()
    for (let i = 0; i <= wanted; i++) {
      await page.keyboard.press('Tab')
      const [isBody, place, name] = await page.evaluate<[boolean, string, string]>(`(() => {
          const it = document.activeElement
          const name = it.ariaLabel ?? it.labels?.[0]?.textContent ?? it.textContent
          const place = String([...document.querySelectorAll('*')].indexOf(it))
          return [it === document.body, place, name.trim()]
        })()`)
      if (isBody) break
      expect(name).not.toBe('')
      seen.add(place)
    }
    expect(seen.size).toBe(wanted)
  })

  it('after an action the focus is on what came of it, and goes on from there', async () => {
    const page = await signedIn('/users/2')
    await change(page, 'Issue a token', { name: 'by keyboard' })
    expect(await focused(page)).toContain('The token is shown this once')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Copy')
    await page.click('[aria-label="Revoke by keyboard"]')
    expect(await focused(page)).toContain('was revoked')
    await change(page, 'Set a password', { password: 'mariamariamaria' })
    expect(await page.locator('.note').getAttribute('role')).toBe('alert')
    expect(await focused(page)).toContain('password')
    // For another try.
    expect(await page.locator('[name=password]').isVisible()).toBe(true)
    await page.goto(`${admin().url}/explain`)
    await page.fill('[name=token]', '2:wrong')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.verdict')
    expect(await focused(page)).toMatch(/^Refused: invalid_token/)
  })

  it('a fold opens and closes by keyboard', async () => {
    const page = await signedIn('/')
    const summary = page.locator('.attention summary').first()
    const isOpen = () => page.evaluate("document.querySelector('.attention details').open")
    await summary.focus()
    await page.keyboard.press('Enter')
    expect(await isOpen()).toBe(true)
    expect(await page.locator('.attention .more').first().isVisible()).toBe(true)
    await page.keyboard.press('Space')
    expect(await isOpen()).toBe(false)
  })

  it('another period keeps the focus, and is announced', async () => {
    const page = await signedIn('/')
    await page.locator('#last-week').focus()
    await page.keyboard.press('Enter')
    await page.waitForURL('**period=week')
    await expect.poll(() => announced(page)).toBe('Overview of the last week')
    expect(await focused(page)).toBe('Week')
    expect(await page.getAttribute('#last-week', 'aria-current')).toBe('true')
  })

  it('new events appear by themselves, and do not keep a session', async () => {
    const page = await signedIn('/events')
    await admin()
      .api.login('seen-live', 'x')
      .catch(() => {})
    await admin().audit.flush()
    await page.waitForSelector('text=seen-live')
    admin().pass(31 * 60_000)
    await page.waitForURL('**/sign-in**')
  })

  it('new events wait while the keyboard is in the list', async () => {
    const page = await signedIn('/events')
    const link = page.locator('#list a').first()
    await link.focus()
    const name = await focused(page)
    await admin()
      .api.login('seen-later', 'x')
      .catch(() => {})
    await admin().audit.flush()
    await page.waitForResponse((response) => response.url().endsWith('/events'))
    await page.waitForResponse((response) => response.url().endsWith('/events'))
    expect(await focused(page)).toBe(name)
    expect(await page.locator('text=seen-later').count()).toBe(0)
    await page.locator('#live').focus()
    await page.waitForSelector('text=seen-later')
  })
})

describe.skipIf(lacks('chromium'))('a token that was issued', () => {
  const { admin, open, signIn } = inChromium()
  const issued = async (page: Page): Promise<string> => {
    await signIn(page)
    await page.goto(`${admin().url}/users/2`)
    await change(page, 'Issue a token', { name: 'to copy' })
    const token = await page.locator('#secret').innerText()
    await page.click('[data-copy]')
    return token
  }

  it('is copied', async () => {
    const page = await open({ permissions: ['clipboard-read', 'clipboard-write'] })
    const token = await issued(page)
    await expect.poll(() => announced(page)).toBe('Copied')
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(token)
    expect(await page.locator('[data-copy]').innerText()).toBe('Copied')
    // A click on a part of it selects all of it.
    await page.click('#secret')
    expect(await page.evaluate('String(getSelection())')).toBe(token)
  })

  it('is selected where a page has no clipboard', async () => {
    const page = await open()
    await page.addInitScript(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`)
    const token = await issued(page)
    await expect.poll(() => announced(page)).toBe('Selected: press Ctrl+C or ⌘C')
    expect(await page.evaluate('String(getSelection())')).toBe(token)
    expect(await page.locator('[data-copy]').innerText()).toBe('Selected: press Ctrl+C or ⌘C')
  })

  it('without a script there is no button', async () => {
    const page = await open({ javaScriptEnabled: false })
    await signIn(page)
    await page.goto(`${admin().url}/users/2`)
    await change(page, 'Issue a token', { name: 'to select' })
    expect(await page.locator('#secret').isVisible()).toBe(true)
    expect(await page.locator('[data-copy]').isVisible()).toBe(false)
  })
})
