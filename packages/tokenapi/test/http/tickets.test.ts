/** Tickets at a guard: which request a ticket lets in. */
import { describe, expect, it } from 'vitest'

import { jsonResponse } from '../../src/index.ts'
import { delivered } from '../support/delivered.ts'
import { KINDS, PATH, ask, authenticated, bench, issued, statusWith } from './tickets-support.ts'

describe.each(KINDS)('a ticket of a token of the kind %s', (kind) => {
  it('lets in as its user, with the scopes of the token', async () => {
    const from = bench()
    const authentication = await authenticated(from, kind)
    const ticket = from.api.tickets.issue(authentication, {
      method: 'GET',
      path: PATH,
      seconds: 60,
    })
    const request = new Request(`http://app.example${PATH}?ticket=${ticket}`)
    const { user, token } = await from.api.authenticate(request, { tickets: true })
    expect(user).toEqual(authentication.user)
    expect(token).toMatchObject({
      kind: 'ticket',
      scopes: authentication.token.scopes,
      issuedAt: new Date('2026-01-01T12:00:00.000Z'),
      expiresAt: new Date('2026-01-01T12:01:00.000Z'),
    })
    expect(Object.isFrozen(token)).toBe(true)
  })

  it('as often as one likes, until its time is over: exact to the millisecond', async () => {
    const from = bench()
    const ticket = await issued(from, { seconds: 60 }, kind)
    const at = async (time: string): Promise<number> => {
      from.clock.set(`2026-01-01T${time}Z`)
      return statusWith(from.api, ticket)
    }
    expect(await at('12:00:00.000')).toBe(200)
    expect(await at('12:00:59.999')).toBe(200)
    expect(await at('12:01:00.000')).toBe(403)
  })

  it('with `once` lets in one of ten requests at the same time', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true }, kind)
    const statuses = await Promise.all(
      Array.from({ length: 10 }, () => statusWith(from.api, ticket)),
    )
    expect(statuses.toSorted()).toEqual([200, ...Array<number>(9).fill(403)])
  })

  it('two tickets of one moment for one request each are two', async () => {
    const from = bench()
    const [one, two] = [
      await issued(from, { once: true }, kind),
      await issued(from, { once: true }, kind),
    ]
    expect([await statusWith(from.api, one), await statusWith(from.api, two)]).toEqual([200, 200])
    expect([await statusWith(from.api, one), await statusWith(from.api, two)]).toEqual([403, 403])
  })
})

describe('the method is the one of the ticket', () => {
  it.each([
    ['GET', 'GET', 200],
    ['GET', 'HEAD', 200],
    ['GET', 'POST', 403],
    ['GET', 'DELETE', 403],
    ['HEAD', 'HEAD', 200],
    ['HEAD', 'GET', 403],
    ['POST', 'POST', 200],
    ['POST', 'GET', 403],
    ['POST', 'HEAD', 403],
    ['DELETE', 'DELETE', 200],
  ])('for %s: %s is a %d', async (method, requested, status) => {
    const { api, ...rest } = bench()
    const ticket = await issued({ api, ...rest }, { method })
    const response = await ask(api, `${PATH}?ticket=${ticket}`, { method: requested })
    expect(response.status).toBe(status)
  })
})

describe('the path is compared exactly, as the client requested it', () => {
  it.each([
    ['/files/a%20b', '/files/a%20b', 200],
    ['/files/caf%C3%A9', '/files/caf%C3%A9', 200],
    ['/files/caf%C3%A9', '/files/caf%c3%a9', 403],
    ['/files/ab', '/files/%61b', 403],
    ['/files/%61b', '/files/ab', 403],
    ['/files/a%2Fb', '/files/a/b', 403],
    ['/files/a/b', '/files/a%2Fb', 403],
    ['/files', '/files/', 403],
    ['/files/', '/files', 403],
    ['/files/a', '//files/a', 403],
    ['/files/a', '/files//a', 403],
    ['/files//a', '/files//a', 200],
    ['//files/a', '//files/a', 200],
    ['/files/a', '/Files/a', 403],
    ['/files/a', '/files/a;v=1', 403],
    ['/files/a', '/files/a/b', 403],
    ['/files/a', '/files', 403],
    ['/files/a', '/', 403],
    ['/', '/', 200],
    ['/files/1', '/files/2', 403],
  ])('for %s: %s is a %d', async (path, requested, status) => {
    const from = bench()
    expect(await statusWith(from.api, await issued(from, { path }), requested)).toBe(status)
  })

  it.each([
    ['ticket=TICKET', 200],
    ['a=1&ticket=TICKET&b=2', 200],
    ['b=2&a=1&ticket=TICKET', 200],
    ['ticket=&ticket=TICKET', 200],
    ['%74icket=TICKET', 200],
    ['ticket=TICKET#ticket=x', 200],
    ['ticket=TICKET&ticket=', 401],
    ['ticket=TICKET&ticket=x', 403],
    ['Ticket=TICKET', 401],
    ['ticket=TICKET%20', 403],
    ['tickets=TICKET', 401],
    ['a=1', 401],
  ])(
    'the query string does not count, and the last `ticket` does: ?%s is a %d',
    async (query, status) => {
      const from = bench()
      const written = query.replaceAll('TICKET', await issued(from))
      expect((await ask(from.api, `${PATH}?${written}`)).status).toBe(status)
    },
  )
})

describe('where a ticket may be', () => {
  it('in the query string alone: not in a form, a header or a cookie', async () => {
    const from = bench()
    const ticket = await issued(from, { method: 'POST' })
    const statuses = await Promise.all(
      [
        { body: new URLSearchParams({ ticket }) },
        { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ticket }) },
        { headers: { ticket } },
        { headers: { cookie: `ticket=${ticket}` } },
      ].map(async (init) => (await ask(from.api, PATH, { method: 'POST', ...init })).status),
    )
    expect(statuses).toEqual([401, 401, 401, 401])
  })
  it('whatever `credentials` of the guard are', async () => {
    const from = bench()
    const target = `${PATH}?ticket=${await issued(from)}`
    const guard = { tickets: true, credentials: ['header'] } as const
    expect((await ask(from.api, target, {}, guard)).status).toBe(200)
  })
  it.each([{}, { tickets: false }])('a guard with %j reads no ticket', async (guard) => {
    const from = bench()
    const target = `${PATH}?ticket=${await issued(from)}`
    expect((await ask(from.api, target, {}, guard)).status).toBe(401)
    const optional = await ask(from.api, target, {}, { ...guard, optional: true })
    expect(await optional.json()).toEqual({ success: true })
  })
  it('`authenticate` reads one with `tickets: true` alone', async () => {
    const from = bench()
    const request = new Request(`http://app.example${PATH}?ticket=${await issued(from)}`)
    await expect(from.api.authenticate(request)).rejects.toMatchObject({
      code: 'missing_credentials',
    })
    await expect(from.api.authenticate(request, { tickets: true })).resolves.toMatchObject({
      token: { kind: 'ticket' },
    })
  })
})

describe('a ticket decides alone', () => {
  it('a wrong one beside a right header, query or form is refused; a right one beside a wrong header passes', async () => {
    const from = bench()
    const user = await from.store.findById(1)
    if (user === undefined) throw new Error('no user')
    const token = from.api.makeToken(user)
    const right = { authorization: `Bearer 1:${token}` }
    const ticket = await issued(from)
    const status = async (target: string, init?: RequestInit): Promise<number> =>
      (await ask(from.api, target, init)).status
    expect(await status(PATH, { headers: right })).toBe(200)
    expect(await status(`${PATH}?ticket=x`, { headers: right })).toBe(403)
    expect(await status(`${PATH}?ticket=`, { headers: right })).toBe(200)
    expect(await status(`${PATH}?ticket=x&user=1&token=${token}`)).toBe(403)
    expect(
      await status(`${PATH}?ticket=x`, {
        method: 'POST',
        body: new URLSearchParams({ user: '1', token }),
      }),
    ).toBe(403)
    expect(
      await status(`${PATH}?ticket=${ticket}`, { headers: { authorization: 'Bearer 1:x' } }),
    ).toBe(200)
    expect(
      await status(`${PATH}?ticket=${ticket}`, { headers: { authorization: 'Basic =' } }),
    ).toBe(200)
  })
  it('a wrong one is refused where authentication is optional', async () => {
    const from = bench()
    const guard = { tickets: true, optional: true }
    expect((await ask(from.api, `${PATH}?ticket=x`, {}, guard)).status).toBe(403)
    expect((await ask(from.api, PATH, {}, guard)).status).toBe(200)
  })
})

describe('every refusal is the same to the caller, and the operator gets the reason', () => {
  it.each([
    ['ticket: malformed', 'x', PATH, {}],
    ['ticket: wrong signature', 'TICKET-of-another-api', PATH, {}],
    ['ticket: wrong path', 'TICKET', '/other.pdf', {}],
    ['ticket: wrong method', 'TICKET', PATH, { method: 'POST' }],
  ])('%s', async (reason, given, path, init) => {
    const from = bench()
    const other = bench({ secretKey: 'another secret of these tests, long enough' })
    const ticket = given.includes('another') ? await issued(other) : await issued(from)
    const presented = given === 'x' ? 'x' : ticket
    const response = await ask(from.api, `${path}?ticket=${presented}`, init)
    expect(response.status).toBe(403)
    expect(await response.text()).toBe('{"success": false, "errors": "Incorrect ticket."}')
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="api", error="invalid_token"',
    )
    await delivered()
    expect(from.events.at(-1)).toMatchObject({
      name: 'authentication.refused',
      code: 'invalid_token',
      reason,
    })
  })

  it('T-03: no event holds a ticket, wherever a client puts it', async () => {
    const from = bench()
    const ticket = await issued(from)
    const wrong = `${ticket.slice(0, -1)}${ticket.endsWith('A') ? 'B' : 'A'}`
    const view = from.api.tokenRequired({ tickets: true }, () => jsonResponse({}))
    for (const text of [ticket, wrong]) {
      for (const target of [
        `${PATH}?ticket=${text}`,
        `/${text}`,
        `/x/${text}/y?user=1&token=${text}`,
      ]) {
        await view(new Request(`http://app.example${target}`))
        await view(
          new Request(`http://app.example${target}`, {
            headers: { authorization: `Bearer ${text}` },
          }),
        )
        await from.api.handle(new Request(`http://app.example/token/${text}/1.json`))
      }
    }
    await delivered()
    expect(from.events.length).toBeGreaterThan(10)
    const signature = ticket.slice(ticket.lastIndexOf('.') + 1, -1)
    expect(JSON.stringify(from.events)).not.toContain(signature)
  })
})
