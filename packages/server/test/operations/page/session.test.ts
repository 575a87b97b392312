/** Sessions of the admin page, by requests as attackers send them. */
import { request as httpRequest } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

import { makePassword } from 'tokenapi/password'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { PASSWORD } from '../bench-app.ts'
import { type Visitor, startAdmin } from './admin-server.ts'

const MINUTE = 60_000

let admin: Awaited<ReturnType<typeof startAdmin>>
let visitor: Visitor
beforeAll(async () => {
  admin = await startAdmin()
})
beforeEach(() => {
  visitor = admin.visit()
})
afterAll(async () => admin.stop())

const isSignedIn = async (): Promise<boolean> => (await visitor.ask('/users')).status === 200

/** A status, with a `Host` that `fetch` cannot send. */
const statusWithHost = (host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    httpRequest(`${admin.url}/sign-in`, { headers: { host } }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })

describe('who', () => {
  it('signs in with the right password, and goes where they wanted', async () => {
    const away = await visitor.ask('/tokens?scope=a')
    expect([away.status, away.to]).toEqual([303, '/sign-in?next=%2Ftokens%3Fscope%3Da'])
    const { status, to } = await visitor.send('/sign-in', {
      username: 'root',
      password: PASSWORD,
      next: '/tokens?scope=a',
    })
    expect([status, to]).toEqual([303, '/signed-in?next=%2Ftokens%3Fscope%3Da'])
    expect((await visitor.ask(to ?? '')).to).toBe('/tokens?scope=a')
    expect(await isSignedIn()).toBe(true)
  })

  it('is not sent to another site', async () => {
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/x']) {
      const { to } = await visitor.send('/sign-in', { username: 'root', password: PASSWORD, next })
      expect(to).toBe('/signed-in?next=%2F')
    }
  })

  it('a wrong password, an unknown user and a user without rights get the same answer', async () => {
    const answers = await Promise.all([
      visitor.signIn('root', 'wrong'),
      visitor.signIn('nobody', PASSWORD),
      visitor.signIn('maria', PASSWORD),
    ])
    for (const { status, text, headers } of answers) {
      expect([status, headers.get('set-cookie')]).toEqual([401, null])
      expect(text).toContain('is wrong, or this user may not administer')
    }
    expect(await isSignedIn()).toBe(false)
  })

  it('P-15: no default account or password', async () => {
    const fresh = await startAdmin({ settings: { LOGIN_THROTTLE: 'false' } })
    const names = ['admin', 'administrator', 'root', 'demo', 'tokenapi', 'postgres']
    for (const name of names) {
      for (const password of ['', 'admin', 'password', 'demo', 'tokenapi', name]) {
        const { status, headers } = await fresh.visit().signIn(name, password)
        expect(status).toBe(401)
        expect(headers.get('set-cookie')).toBeNull()
      }
    }
    await fresh.stop()
  })

  it('a deactivation and a new password end the session', async () => {
    const { records, users } = admin.database.admin
    for (const [i, change] of [
      { isActive: false },
      { password: 'pbkdf2_sha256$1$x$y' },
    ].entries()) {
      const password = (await admin.database.store.findByUsername('root'))?.password ?? ''
      const username = `left${i}`
      await records.add([{ username, password, columns: { is_staff: true } }])
      expect((await visitor.signIn(username)).status).toBe(303)
      expect(await isSignedIn()).toBe(true)
      const user = await admin.database.store.findByUsername(username)
      await users.update(user?.id ?? 0, change)
      expect(await isSignedIn()).toBe(false)
    }
  })
})

describe('the cookie', () => {
  it('H-10: is `__Host-`, HttpOnly, Secure and Strict; the management API neither sets nor reads one', async () => {
    const { headers } = await visitor.signIn()
    const port = new URL(admin.url).port
    expect(headers.get('set-cookie')).toMatch(
      new RegExp(`^__Host-tokenapi-${port}=[\\w-]{43}; Path=/; HttpOnly; Secure; SameSite=Strict$`),
    )
    const api = await visitor.ask('/api/v1/users')
    expect([api.status, api.headers.get('set-cookie')]).toEqual([401, null])
  })

  it('WebKit, which drops Secure cookies of localhost, gets one without it there', async () => {
    const safari =
      'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26 Safari/605.1.15'
    const { headers } = await visitor.send(
      '/sign-in',
      { username: 'root', password: PASSWORD },
      { 'user-agent': safari },
    )
    expect(headers.get('set-cookie')).toMatch(
      /^tokenapi-\d+=\S+; Path=\/; HttpOnly; SameSite=Strict$/,
    )
  })

  it('a browser that did not keep it reads why', async () => {
    const { to } = await visitor.signIn()
    const { text } = await admin.visit().ask(to ?? '')
    expect(text).toContain('did not keep the cookie')
  })

  it('ends with sign-out, on the server too', async () => {
    await visitor.signIn()
    const cookie = visitor.cookie()
    expect((await visitor.submit('/sign-out')).to).toBe('/sign-in')
    expect((await visitor.ask('/users', { headers: { cookie } })).status).toBe(303)
  })

  it('ends after 30 minutes without a request; a page that loads itself again does not count', async () => {
    await visitor.signIn()
    admin.pass(29 * MINUTE)
    expect(await isSignedIn()).toBe(true)
    admin.pass(29 * MINUTE)
    expect((await visitor.ask('/events', { headers: { 'x-live': '1' } })).status).toBe(200)
    admin.pass(2 * MINUTE)
    expect(await isSignedIn()).toBe(false)
  })

  it('ends 8 hours after sign-in', async () => {
    await visitor.signIn()
    for (let i = 0; i < 8 * 3 - 1; i++) {
      admin.pass(20 * MINUTE)
      expect(await isSignedIn()).toBe(true)
    }
    admin.pass(20 * MINUTE)
    expect(await isSignedIn()).toBe(false)
  })
})

describe('other sites', () => {
  it('H-10: a form of another site, or without the token of the session, is refused', async () => {
    await visitor.signIn()
    const form = { username: 'forged', password: '' }
    expect((await visitor.send('/users', form)).status).toBe(403)
    expect((await visitor.send('/users', { ...form, csrf: 'wrong' })).status).toBe(403)
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await visitor.send('/users', form, headers)).status).toBe(403)
      expect((await admin.visit().send('/sign-in', form, headers)).status).toBe(403)
    }
    expect(await admin.database.store.findByUsername('forged')).toBeUndefined()
  })

  it('another host name is refused: DNS rebinding', async () => {
    const { port } = new URL(admin.url)
    for (const host of ['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`]) {
      expect([host, await statusWithHost(host)]).toEqual([host, 421])
    }
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect([host, await statusWithHost(host)]).toEqual([host, 200])
    }
  })

  it('H-09: no CORS: a preflight allows nothing, and no page may read an answer', async () => {
    for (const path of ['/users', '/api/v1/users']) {
      for (const origin of ['https://evil.example', admin.url]) {
        const { headers } = await visitor.ask(path, {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        })
        const names = [...headers.keys()].filter((name) => name.startsWith('access-control-'))
        expect(names).toEqual([])
      }
    }
  })

  it('behind a proxy that ends TLS, forms of OPERATIONS_URL pass', async () => {
    const behind = await startAdmin({ publicUrl: new URL('https://admin.example.org') })
    const form = { username: 'root', password: PASSWORD }
    const from = (origin: string) => behind.visit().send('/sign-in', form, { origin })
    expect((await from('https://admin.example.org')).status).toBe(303)
    expect((await from('http://admin.example.org')).status).toBe(403)
    await behind.stop()
  })

  it('C-08: no version and no stack in headers or errors', async () => {
    await visitor.signIn()
    for (const path of ['/users', '/nothing', '/users/999', '/api/v1/nothing', '/sign-in']) {
      const { headers, text } = await visitor.ask(path)
      const fields = JSON.stringify([...headers])
      expect(fields).not.toMatch(/x-powered-by|"server"|hono|node/i)
      expect(text).not.toMatch(/\n\s+at |node_modules|Error:/)
    }
  })
})

describe('before something dangerous', () => {
  it('S-15: the password again, if it was given more than ten minutes ago', async () => {
    await visitor.signIn()
    const { id } = (await admin.database.store.findByUsername('zoe')) ?? { id: 0 }
    const isActive = async () => (await admin.database.store.findByUsername('zoe'))?.isActive
    admin.pass(9 * MINUTE)
    expect((await visitor.submit(`/users/${id}/activate`)).status).toBe(303)
    expect(await isActive()).toBe(true)
    admin.pass(2 * MINUTE)
    for (const [path, form] of [
      [`/users/${id}/deactivate`, {}],
      [`/users/${id}/password`, { password: 'four words of any kind' }],
      [`/users/${id}/unlock`, {}],
      [`/users/${id}/revoke-tokens`, {}],
      [`/users/${id}/tokens`, { name: 'x', scopes: 'a:b' }],
      ['/users', { username: 'late', password: '' }],
    ] as const) {
      const asked = await visitor.submit(path, form)
      expect([path, asked.status]).toEqual([path, 200])
      expect(asked.text).toContain('Confirm that it is you')
      expect(asked.text).not.toContain('four words of any kind')
      const wrong = await visitor.submit(path, { ...form, confirm: 'wrong' })
      expect([path, wrong.status]).toEqual([path, 401])
    }
    expect(await isActive()).toBe(true)
    expect(await admin.database.store.findByUsername('late')).toBeUndefined()
    const confirmed = await visitor.submit(`/users/${id}/deactivate`, { confirm: PASSWORD })
    expect(confirmed.status).toBe(303)
    expect(await isActive()).toBe(false)
  })
})

it('S-15: the password of whoever has the name of the session by now confirms nothing', async () => {
  const { database, pass } = admin
  const password = await makePassword('the password of another', { iterations: 1_000 })
  await database.admin.records.add([{ username: 'renamed', password, columns: { is_staff: true } }])
  const [mine, other] = [await database.store.findByUsername('renamed'), 'the other one']
  expect(await visitor.signIn('renamed', 'the password of another')).toMatchObject({ status: 303 })
  // In the database alone, as nothing here renames a user.
  const file = new DatabaseSync(database.file ?? '')
  file.prepare('UPDATE auth_user SET username = ? WHERE id = ?').run(other, Number(mine?.id))
  file.close()
  await database.admin.users.add({
    username: 'renamed',
    password: await makePassword('a password of the test', { iterations: 1_000 }),
  })
  pass(11 * MINUTE)
  const path = '/users/2/deactivate'
  const confirmed = await visitor.submit(path, { confirm: 'a password of the test' })
  expect([confirmed.status, confirmed.text.includes('This is not your password.')]).toEqual([
    401,
    true,
  ])
  expect(await database.store.findById(2)).toMatchObject({ isActive: true })
})

describe('a file of users', () => {
  const ROWS = 3_000
  const file = (name: string): string =>
    `username,password\n${Array.from({ length: ROWS }, (_, i) => `${name}-${i}-${'x'.repeat(30)},!\n`).join('')}`
  const formOf = (csrf: string, text: string): FormData => {
    const form = new FormData()
    form.set('csrf', csrf)
    form.set('format', 'csv')
    form.set('file', new Blob([text]), 'users.csv')
    return form
  }
  const csrfOf = async (): Promise<string> =>
    /name="csrf" value="([^"]+)"/.exec((await visitor.ask('/users/new')).text)?.[1] ?? ''
  const isThere = async (name: string): Promise<boolean> =>
    (await admin.database.store.findByUsername(`${name}-0-${'x'.repeat(30)}`)) !== undefined
  const upload = (body: FormData | string) => visitor.ask('/users/import', { method: 'POST', body })

  it('may be larger than a form', async () => {
    await visitor.signIn()
    const { status, to } = await upload(formOf(await csrfOf(), file('large')))
    expect([status, to]).toEqual([303, expect.stringMatching(/^\/users\/import\/[-0-9a-f]{36}$/)])
    const progress = async () => (await visitor.ask(to ?? '')).text
    while (/>running</.test(await progress())) await admin.audit.flush()
    expect(await progress()).toContain('>done<')
    expect(await isThere('large')).toBe(true)
  })

  it('is refused without the token against forged forms, and without a session', async () => {
    expect((await upload(formOf('x', file('forged')))).to).toContain('/sign-in')
    await visitor.signIn()
    const other = formOf(await csrfOf(), '')
    other.delete('csrf')
    // After the file it is too late.
    other.set('csrf', await csrfOf())
    for (const body of [formOf('x', file('forged')), other, `csrf=${await csrfOf()}`, '']) {
      expect((await upload(body)).status).toBe(403)
    }
    expect(await isThere('forged')).toBe(false)
  })

  it('that ends too early is not imported', async () => {
    await visitor.signIn()
    const form = new Response(formOf(await csrfOf(), file('cut')))
    const whole = Buffer.from(await form.arrayBuffer())
    const headers = {
      'content-type': form.headers.get('content-type') ?? '',
      'content-length': whole.length,
      'cookie': visitor.cookie(),
    }
    const request = httpRequest(`${admin.url}/users/import`, { method: 'POST', headers })
    const gone = new Promise((resolve) => request.on('error', resolve))
    await new Promise((resolve) => request.write(whole.subarray(0, 100_000), resolve))
    request.destroy(new Error('gone'))
    await gone
    // Sent whole but without its end.
    const cut = whole.subarray(0, whole.length - 60)
    const answer = await visitor.ask('/users/import', {
      method: 'POST',
      body: cut,
      headers: { 'content-type': headers['content-type'] },
    })
    expect(answer.to ?? '').not.toMatch(/import\/[-0-9a-f]{36}$/)
    expect(await isThere('cut')).toBe(false)
  })
})

describe('traces', () => {
  it('every action is an event with who did it', async () => {
    await visitor.signIn()
    admin.events.length = 0
    await visitor.submit('/users', { username: 'traced', password: 'four words of any kind' })
    const { id } = (await admin.database.store.findByUsername('traced')) ?? { id: 0 }
    await visitor.submit(`/users/${id}/tokens`, { name: 'x' })
    const [record] = await admin.api.accessTokens.list(Number(id))
    await visitor.submit(`/tokens/${record?.id}/revoke`)
    for (const action of ['deactivate', 'activate', 'unlock', 'revoke-tokens']) {
      await visitor.submit(`/users/${id}/${action}`)
    }
    await visitor.submit('/sign-out')
    const mine = admin.events.filter(({ name }) => name.startsWith('admin.'))
    expect(mine.map(({ name }) => name)).toEqual([
      'admin.user.added',
      'admin.token.issued',
      'admin.token.revoked',
      'admin.user.deactivated',
      'admin.user.activated',
      'admin.user.unlocked',
      'admin.user.tokens_revoked',
      'admin.session.ended',
    ])
    expect(mine.slice(0, -1)).toMatchObject(
      mine.slice(0, -1).map(() => ({ actor: 'root', via: 'session' })),
    )
  })

  it('no secret is in a URL, the log or an event', async () => {
    await visitor.signIn()
    const password = 'a canary of eighteen words'
    const done = await visitor.submit('/users/2/password', { password })
    const issued = await visitor.submit('/users/2/tokens', { name: 'canary' })
    const shown = await visitor.follow(issued)
    const token = /<code id="secret">([^<]+)</.exec(shown)?.[1] ?? ''
    expect(token).toMatch(/^tokenapi_/)
    await visitor.submit('/explain', { token })
    const session = visitor.cookie().split('=')[1] ?? ''
    const traces = JSON.stringify([admin.log, admin.events, done.to, issued.to])
    for (const secret of [password, token, session, PASSWORD]) {
      expect(secret).not.toBe('')
      expect(traces).not.toContain(secret)
    }
    // Shown once: the same address has it no longer.
    expect(await visitor.follow(issued)).not.toContain(token)
  })

  it('guesses are throttled as logins are', async () => {
    const other = await startAdmin({ settings: { LOGIN_THROTTLE_ACCOUNT_FAILURES: '3' } })
    const statuses = []
    for (let i = 0; i < 5; i++) statuses.push((await other.visit().signIn('root', `x${i}`)).status)
    expect(statuses.slice(0, 3)).toEqual([401, 401, 401])
    const last = await other.visit().signIn('root', 'another')
    expect([last.status, Number(last.headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(last.text).toContain('Too many attempts')
    await other.stop()
  })
})
