/** Tickets of access tokens: bound to the record, and as narrow as the token. */
import { describe, expect, it } from 'vitest'

import type { IssueOptions } from '../../src/index.ts'
import { UnavailableError } from '../../src/index.ts'
import { delivered } from '../support/delivered.ts'
import { type Bench, PATH, apiOver, ask, bench, statusWith } from './tickets-support.ts'

/** An access token of maria, and a ticket that was issued with it. */
async function withTicket(from: Bench, options: IssueOptions = {}, seconds = 60) {
  const { token, record } = await from.api.accessTokens.issue(1, { scopes: ['*'], ...options })
  const authentication = await from.api.verify({ token })
  const ticket = from.api.tickets.issue(authentication, { method: 'GET', path: PATH, seconds })
  return { token, id: record.id, ticket }
}

async function reasonAfter(from: Bench, ticket: string): Promise<string | undefined> {
  expect(await statusWith(from.api, ticket)).toBe(403)
  await delivered()
  const event = from.events.findLast(({ name }) => name === 'authentication.refused')
  return event !== undefined && 'reason' in event ? event.reason : undefined
}

describe('the handler gets what the token permits', () => {
  it('id, name and scopes of the token; times of the ticket', async () => {
    const from = bench()
    const { id, ticket } = await withTicket(from, { name: 'Phone', scopes: ['reports:read'] })
    const request = new Request(`http://app.example${PATH}?ticket=${ticket}`)
    const { token, user } = await from.api.authenticate(request, { tickets: true })
    expect(user.username).toBe('maria')
    expect(token).toEqual({
      kind: 'ticket',
      id,
      name: 'Phone',
      scopes: ['reports:read'],
      issuedAt: new Date('2026-01-01T12:00:00.000Z'),
      expiresAt: new Date('2026-01-01T12:01:00.000Z'),
    })
  })

  it('a guard with `scopes` refuses a ticket of a token without them', async () => {
    const from = bench()
    const { ticket } = await withTicket(from, { scopes: ['reports:read'] })
    const at = async (scopes: readonly string[]): Promise<number> =>
      (await ask(from.api, `${PATH}?ticket=${ticket}`, {}, { tickets: true, scopes })).status
    expect(await at(['reports:read'])).toBe(200)
    expect(await at(['reports:read', 'reports:write'])).toBe(403)
    expect(await at([])).toBe(200)
    const response = await ask(
      from.api,
      `${PATH}?ticket=${ticket}`,
      {},
      { tickets: true, scopes: ['reports:write'] },
    )
    expect(response.headers.get('www-authenticate')).toContain('error="insufficient_scope"')
  })

  it('a ticket for one request is not used up where a scope is missing', async () => {
    const from = bench()
    const { token } = await from.api.accessTokens.issue(1, { scopes: ['reports:read'] })
    const authentication = await from.api.verify({ token })
    const options = { method: 'GET', path: PATH, seconds: 60, once: true }
    const target = `${PATH}?ticket=${from.api.tickets.issue(authentication, options)}`
    const at = async (scope: string): Promise<number> =>
      (await ask(from.api, target, {}, { tickets: true, scopes: [scope] })).status
    expect(await at('reports:write')).toBe(403)
    expect(await at('reports:read')).toBe(200)
    expect(await at('reports:read')).toBe(403)
  })
})

describe('S-01: it ends', () => {
  it.each<[string, string, (from: Bench, id: string) => unknown]>([
    ['when the token is revoked', 'revoked', ({ api }, id) => api.accessTokens.revoke(id)],
    ['when all are', 'revoked', ({ api }) => api.accessTokens.revokeAll(1)],
    [
      'when the time of grace after a rotation is over',
      'replaced by a rotation',
      async ({ api, clock }, id) => {
        await api.accessTokens.rotate(id)
        clock.advance({ seconds: 60 })
      },
    ],
    [
      'when the record is pruned',
      'unknown token',
      async ({ store }, id) => {
        await store.tokens.revokeFamily(1, id, 1)
        await store.tokens.prune(Number.MAX_SAFE_INTEGER, 10)
      },
    ],
  ])('%s', async (_when, reason, end) => {
    const from = bench()
    const { id, ticket } = await withTicket(from, {}, 3_600)
    const other = apiOver(from)
    expect(await statusWith(other, ticket)).toBe(200)
    await end(from, id)
    expect(await statusWith(other, ticket)).toBe(403)
    expect(await reasonAfter(from, ticket)).toBe(`ticket: ${reason}`)
  })

  it('not when another token is revoked, and not while a rotated token works', async () => {
    const from = bench()
    const { id, ticket } = await withTicket(from)
    await from.api.accessTokens.revokeAll(1, { except: id })
    expect(await statusWith(from.api, ticket)).toBe(200)
    await from.api.accessTokens.rotate(id)
    from.clock.advance({ seconds: 59 })
    expect(await statusWith(from.api, ticket)).toBe(200)
  })

  it('a password change ends it, unless the token was bound again', async () => {
    const from = bench()
    const { id, ticket } = await withTicket(from)
    await from.store.users.update(1, { password: 'pbkdf2_sha256$1$other$other' })
    expect(await statusWith(from.api, ticket)).toBe(403)
    await from.api.accessTokens.rebind(id)
    expect(await statusWith(from.api, ticket)).toBe(200)
  })

  it('with the token, where that is earlier than its own seconds', async () => {
    const from = bench()
    const expiresAt = new Date('2026-01-01T12:00:01.500Z')
    const { ticket } = await withTicket(from, { expiresAt }, 3_600)
    const at = async (time: string): Promise<number> => {
      from.clock.set(`2026-01-01T${time}Z`)
      return statusWith(from.api, ticket)
    }
    expect(await at('12:00:01.499')).toBe(200)
    expect(await at('12:00:01.500')).toBe(403)
  })

  it('a token that has expired since the request began gives no ticket', async () => {
    const from = bench()
    const expiresAt = new Date('2026-01-01T12:00:10Z')
    const { token } = await from.api.accessTokens.issue(1, { expiresAt })
    const authentication = await from.api.verify({ token })
    from.clock.advance({ seconds: 10 })
    expect(() =>
      from.api.tickets.issue(authentication, { method: 'GET', path: PATH, seconds: 60 }),
    ).toThrow(expect.objectContaining({ code: 'invalid_token' }))
  })
})

it('where access tokens are off, it is refused', async () => {
  const from = bench()
  const { ticket } = await withTicket(from)
  expect(await statusWith(apiOver(from, { accessTokens: undefined }), ticket)).toBe(403)
})

it('with another audience, it is refused', async () => {
  const from = bench({ accessTokens: { audience: 'a' } })
  const { ticket } = await withTicket(from)
  expect(await statusWith(from.api, ticket)).toBe(200)
  expect(await statusWith(apiOver(from, { accessTokens: { audience: 'b' } }), ticket)).toBe(403)
})

it('an outage of the records is a 503', async () => {
  const from = bench()
  const { ticket } = await withTicket(from)
  const get = (): Promise<never> => Promise.reject(new UnavailableError('no answer'))
  const store = { ...from.store, tokens: { ...from.store.tokens, get } }
  expect(await statusWith(apiOver({ ...from, store }), ticket)).toBe(503)
})

it('T-07: an access token is no ticket, and a ticket is no access token', async () => {
  const from = bench()
  const { token, ticket } = await withTicket(from)
  for (const text of [token, `secret-token:${token}`, `1:${token}`]) {
    expect(await statusWith(from.api, encodeURIComponent(text))).toBe(403)
  }
  for (const text of [ticket, `secret-token:${ticket}`, `1:${ticket}`]) {
    const headers = { authorization: `Bearer ${text}` }
    expect((await ask(from.api, PATH, { headers })).status).not.toBe(200)
  }
  await expect(from.api.verify({ token: ticket })).rejects.toMatchObject({ status: 403 })
  expect(await from.api.accessTokens.introspect(ticket)).toEqual({ active: false })
  for (const path of [
    'tokens.json',
    'logout.json',
    'tokens/current/revoke.json',
    'introspect',
    'revoke',
  ]) {
    const method = path === 'tokens.json' ? 'GET' : 'POST'
    const own = from.api.tickets.issue(await from.api.verify({ token }), {
      method,
      path: `/token/${path}`,
      seconds: 60,
    })
    const request = new Request(`http://x/token/${path}?ticket=${own}`, { method })
    expect((await from.api.handle(request)).status).toBe(401)
  }
  expect(await statusWith(from.api, ticket)).toBe(200)
})
