/** A ticket opens nothing but its own guard, and nothing else passes as a ticket. */
import { describe, expect, it } from 'vitest'

import { jsonResponse } from '../../src/index.ts'
import { PATH, ask, bench, issued } from './tickets-support.ts'

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const from = bench()
const user = await from.store.findById(1)
if (user === undefined) throw new Error('no user')
const token = from.api.makeToken(user)
const two = (await issued(from)) + (await issued(from))

describe('T-07: a ticket is no token', () => {
  const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
  it.each<[string, (ticket: string) => readonly [query: string, init?: RequestInit]]>([
    ['a bearer token', (t) => ['', { headers: { authorization: `Bearer ${t}` } }]],
    ['a bearer token with its user', (t) => ['', { headers: { authorization: `Bearer 1:${t}` } }]],
    ['a secret-token', (t) => ['', { headers: { authorization: `Bearer secret-token:${t}` } }]],
    ['a password of Basic', (t) => ['', { headers: { authorization: basic(`1:${t}`) } }]],
    ['`token` in the query string', (t) => [`?user=1&token=${t}`]],
    [
      '`token` in a form',
      (t) => ['', { method: 'POST', headers: FORM, body: `user=1&token=${t}` }],
    ],
  ])('as %s', async (_name, made) => {
    for (const guard of [{}, { tickets: true }]) {
      const [query, init] = made(await issued(from, { method: methodOf(made) }))
      const { status } = await ask(from.api, `${PATH}${query}`, init, guard)
      expect([401, 403]).toContain(status)
    }
  })
  it('in TOKEN/USER.json', async () => {
    const ticket = await issued(from, { path: '/token/x/1.json' })
    for (const path of [`/token/${ticket}/1.json`, `/token/${token}/1.json?ticket=${ticket}`]) {
      const { status } = await from.api.handle(new Request(`http://x${path}`))
      if (path.includes(token)) expect(status).toBe(200)
      else expect([401, 404]).toContain(status)
    }
    const short = await from.api.handle(new Request(`http://x/token/x/1.json?ticket=${ticket}`))
    expect(short.status).toBe(404)
  })
  it('at `verify` and `checkToken`', async () => {
    const ticket = await issued(from)
    await expect(from.api.verify({ user: '1', token: ticket })).rejects.toMatchObject({
      code: 'invalid_token',
    })
    expect(from.api.checkToken(user, ticket)).toBe(false)
  })
  it('at the login', async () => {
    const ticket = await issued(from, { method: 'POST', path: '/token/new.json' })
    const login = new Request(`http://x/token/new.json?ticket=${ticket}`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'maria', password: ticket }),
    })
    expect((await from.api.handle(login)).status).toBe(401)
  })
})

/** The method that the request has. */
function methodOf(made: (ticket: string) => readonly [string, RequestInit?]): string {
  return made('x')[1]?.method ?? 'GET'
}

describe('T-07: nothing else is a ticket', () => {
  it.each([
    ['a classic token', token],
    ['with its user', `1:${token}`],
    ['a stored hash', user.password],
    ['the secret', 'a secret of these tests, long enough'],
    ['a JWT without a signature', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
    ['two tickets', two],
  ])('%s', async (_name, text) => {
    const target = `${PATH}?ticket=${encodeURIComponent(text)}`
    expect((await ask(from.api, target)).status).toBe(403)
  })
})

it('a ticket is good at each guard with `tickets` that the path has', async () => {
  const ticket = await issued(from)
  const inner = from.api.tokenRequired({ tickets: true }, () => jsonResponse({}))
  const outer = from.api.tokenRequired({ tickets: true }, (request) => inner(request))
  const request = (text: string): Request => new Request(`http://x${PATH}?ticket=${text}`)
  expect((await outer(request(ticket))).status).toBe(200)
  // The first guard uses it up.
  expect((await outer(request(await issued(from, { once: true })))).status).toBe(403)
})
