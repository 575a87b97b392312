/** What people do with the admin page. */
import { describe, expect, it } from 'vitest'

import { lacks } from '../../../../tokenapi/test/support/peers/peers.ts'
import { PASSWORD } from '../bench-app.ts'
import { change, inChromium, noteOf } from './in-chromium.ts'

describe.skipIf(lacks('chromium'))('in Chromium', () => {
  const { admin, open, signIn } = inChromium()

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
    const isActive = async () => (await admin().database.store.findByUsername(username))?.isActive

    await change(page, 'Issue a token', { name: 'phone', scopes: 'reports:read' })
    const token = await page.locator('#secret').innerText()
    expect((await admin().api.verify({ token })).user.username).toBe(username)
    await page.reload()
    expect(await page.content()).not.toContain(token)
    await page.click('text=Revoke')
    expect(await noteOf(page)).toContain('was revoked')
    expect(await page.locator('[data-head=Expires]').first().innerText()).toBe('–')
    await expect(admin().api.verify({ token })).rejects.toThrow()
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
    await admin().api.login(username, 'four other words of any kind')
    await change(page, 'Unlock logins')
    expect(await noteOf(page)).toContain('forgotten')
    await change(page, 'Deactivate')
    expect([await noteOf(page), await isActive()]).toEqual([
      'The user is inactive: no login and no token works.',
      false,
    ])
    await change(page, 'Activate')
    expect(await isActive()).toBe(true)
    await admin().audit.flush()
    await page.reload()
    expect(await page.locator('main').innerText()).toContain('admin.user.activated')
    await page.click('text=All events of this user')
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
    await page.goto(`${admin().url}/users`)
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
        if (javaScriptEnabled) await page.waitForSelector('.badge >> text=/done|stopped/')
        else await page.click('text=Show the progress now')
      }
      return page.locator('main').innerText()
    }
    await signIn(page)
    await page.goto(`${admin().url}/users`)
    await page.click('text=Import')
    await send('users.txt')
    expect(await noteOf(page)).toContain('format')
    await send('users.csv')
    expect(await end()).toMatch(/Can be added\s+1\s+Already there\s+1\s+Refused\s+1/)
    expect(await admin().database.store.findByUsername(name)).toBeUndefined()
    await page.click('#now >> text=Send the file again')
    await page.uncheck('[name=check]')
    await send('users.csv')
    expect(await end()).toMatch(/Added\s+1\s+Already there\s+1\s+Refused\s+1[^]*line 4/)
    await admin().api.login(name, 'four words of any kind')

    // A browser sends a file once: the password is asked for before.
    admin().pass(11 * 60_000)
    await page.click('text=Another file')
    await page.fill('[name=confirm]', PASSWORD)
    await page.click('main button')
    expect(await page.locator('[name=file]').count()).toBe(1)
  })

  it('a million users would come page by page', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin().url}/users`)
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
    await page.goto(`${admin().url}/users/2`)
    admin().pass(31 * 60_000)
    await page.click('nav >> text=Tokens')
    expect(page.url()).toContain('/sign-in?next=%2Ftokens')
    await signIn(page)
    await page.waitForURL('**/tokens')
    await page.goto(`${admin().url}/users/2`)
    admin().pass(31 * 60_000)
    await change(page, 'Unlock')
    expect(page.url()).toContain('/sign-in?next=%2F')
  })

  it('two tabs: a token is shown in the one that asked; signed out in one is signed out in both', async () => {
    const page = await open()
    await signIn(page)
    const other = await page.context().newPage()
    await other.goto(`${admin().url}/events`)
    await page.goto(`${admin().url}/users/2`)
    await change(page, 'Issue a token', { name: 'of this tab' })
    expect(await page.locator('#secret').innerText()).toMatch(/^tokenapi_/)
    await other.click('text=Sign out')
    await change(page, 'Unlock')
    expect(page.url()).toContain('/sign-in')
  })

  it('times are in the zone of the reader; without a script in UTC, and say so', async () => {
    const page = await open()
    await signIn(page)
    await page.goto(`${admin().url}/users/2`)
    const time = page.locator('dd time').first()
    const exact = (await time.getAttribute('datetime')) ?? ''
    const shown = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', timeZone: 'Asia/Tokyo' })
    expect(await time.innerText()).toContain(shown.format(new Date(exact)))
    const plain = await open({ javaScriptEnabled: false })
    await signIn(plain)
    await plain.goto(`${admin().url}/users/2`)
    const utc = `${exact.slice(0, 10)} ${exact.slice(11, 19)} UTC`
    expect(await plain.locator('dd time').first().innerText()).toBe(utc)
  })
})
