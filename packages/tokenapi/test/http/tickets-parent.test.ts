/** A ticket ends with the token that it was issued from, and not before. */
import { describe, expect, it } from 'vitest'

import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { UnavailableError } from '../../src/index.ts'
import { delivered } from '../support/delivered.ts'
import {
  type Bench,
  KINDS,
  OLD_SECRET,
  PATH,
  SECRET,
  WEAK,
  apiOver,
  ask,
  authenticated,
  bench,
  issued,
  statusWith,
} from './tickets-support.ts'

const OTHER = await makePassword('another', { iterations: 1 })

async function reasonAfter(from: Bench, ticket: string): Promise<string | undefined> {
  expect(await statusWith(from.api, ticket)).toBe(403)
  await delivered()
  const event = from.events.findLast(({ name }) => name === 'authentication.refused')
  return event !== undefined && 'reason' in event ? event.reason : undefined
}

describe.each(KINDS)('S-03: a ticket of a token of the kind %s ends', (kind) => {
  it.each<[string, string, (from: Bench) => unknown]>([
    [
      'when the password changes',
      'ticket: the password has changed',
      ({ store }) => store.users.update(1, { password: OTHER }),
    ],
    [
      'when the same password gets another hash outside of a login',
      'ticket: the password has changed',
      async ({ store }) =>
        store.users.update(1, { password: await makePassword('right', { iterations: 1 }) }),
    ],
    [
      'when the user is deactivated',
      'ticket: inactive user',
      ({ store }) => store.users.update(1, { isActive: false }),
    ],
    ['when the user is deleted', 'ticket: unknown user', ({ store }) => store.users.remove(1)],
  ])('%s', async (_when, reason, change) => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    expect(await statusWith(from.api, ticket)).toBe(200)
    await change(from)
    expect(await reasonAfter(from, ticket)).toBe(reason)
  })

  it('and comes back with the user', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    await from.store.users.update(1, { isActive: false })
    expect(await statusWith(from.api, ticket)).toBe(403)
    await from.store.users.update(1, { isActive: true })
    expect(await statusWith(from.api, ticket)).toBe(200)
  })

  it('not when another user changes', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    await from.store.users.update(2, { password: OTHER, isActive: false })
    await from.store.users.remove(2)
    expect(await statusWith(from.api, ticket)).toBe(200)
  })

  it('not when a login makes a new hash of the same password, also twice', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    await from.api.login('maria', 'right')
    const upgraded = await from.store.findById(1)
    expect(upgraded?.password).not.toBe(WEAK)
    expect(await statusWith(from.api, ticket)).toBe(200)
    const again = apiOver(from, { passwordHasher: createPasswordHasher({ iterations: 3 }) })
    await again.login('maria', 'right')
    expect((await from.store.findById(1))?.password).not.toBe(upgraded?.password)
    expect(await statusWith(again, ticket)).toBe(200)
    await from.store.users.update(1, { password: OTHER })
    expect(await statusWith(again, ticket)).toBe(403)
  })

  it('an outage is a 503, never a refusal; a wrong ticket is refused all the same', async () => {
    const from = bench()
    const ticket = await issued(from, {}, kind)
    const findById = (): Promise<never> => Promise.reject(new UnavailableError('no answer'))
    const down = apiOver({ ...from, store: { ...from.store, findById } })
    const response = await ask(down, `${PATH}?ticket=${ticket}`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await statusWith(down, `${ticket}x`)).toBe(403)
  })
})

describe('the keys of the ring', () => {
  it.each(KINDS)(
    'a ticket of a token of the kind %s is valid while its key is there',
    async (kind) => {
      const from = bench({ secretKey: OLD_SECRET })
      const ticket = await issued(from, {}, kind)
      const node = (...secretKey: string[]) => apiOver(from, { secretKey })
      expect(await statusWith(node(SECRET, OLD_SECRET), ticket)).toBe(200)
      expect(await statusWith(node(OLD_SECRET, SECRET), ticket)).toBe(200)
      expect(await statusWith(node(SECRET), ticket)).toBe(403)
    },
  )

  it('a classic token of an old key gives a ticket of that key: it is valid where the token is', async () => {
    const old = bench({ secretKey: OLD_SECRET })
    const both = apiOver(old, { secretKey: [SECRET, OLD_SECRET] })
    const authentication = await both.verify({
      user: '1',
      token: old.api.makeToken((await old.store.findById(1)) as never),
    })
    const ticket = both.tickets.issue(authentication, { method: 'GET', path: PATH, seconds: 60 })
    expect(await statusWith(both, ticket)).toBe(200)
    expect(await statusWith(old.api, ticket)).toBe(200)
    expect(await statusWith(apiOver(old, { secretKey: SECRET }), ticket)).toBe(403)
  })

  it('a kept token of a removed key gives no way in', async () => {
    const from = bench({ secretKey: [SECRET, OLD_SECRET] })
    const old = apiOver(from, { secretKey: OLD_SECRET })
    const user = await from.store.findById(1)
    const authentication = await from.api.verify({ user: '1', token: old.makeToken(user as never) })
    const ticket = from.api.tickets.issue(authentication, {
      method: 'GET',
      path: PATH,
      seconds: 60,
    })
    await from.api.login('maria', 'right')
    expect(await statusWith(from.api, ticket)).toBe(200)
    expect(await statusWith(apiOver(from), ticket)).toBe(403)
  })

  it('an old key is reported as for a token', async () => {
    const from = bench({ secretKey: OLD_SECRET })
    const ticket = await issued(from)
    await statusWith(apiOver(from, { secretKey: [SECRET, OLD_SECRET] }), ticket)
    await delivered()
    expect(from.events).toContainEqual(
      expect.objectContaining({ name: 'secret.fallback_used', keyIndex: 1, userId: 1 }),
    )
  })
})

describe('a ticket never outlives its token', () => {
  it('a classic token ends with its last day, by the calendar of the api', async () => {
    const from = bench({ tokenTimeoutDays: 0, timeZone: 'Asia/Tokyo' })
    from.clock.set('2026-01-01T14:59:30Z')
    const ticket = await issued(from, { seconds: 3_600 })
    from.clock.set('2026-01-01T14:59:59.999Z')
    expect(await statusWith(from.api, ticket)).toBe(200)
    from.clock.set('2026-01-01T15:00:00Z')
    expect(await reasonAfter(from, ticket)).toBe('ticket: the token has expired')
  })
})

describe('S-01: over several nodes', () => {
  it.each(KINDS)(
    'a ticket for one request of a token of the kind %s lets in once',
    async (kind) => {
      const from = bench()
      const nodes = [from.api, apiOver(from), apiOver(from)]
      const ticket = await issued(from, { once: true }, kind)
      const statuses = await Promise.all(nodes.map((node) => statusWith(node, ticket)))
      expect(statuses.toSorted()).toEqual([200, 403, 403])
      await delivered()
      expect(from.events).toContainEqual(expect.objectContaining({ reason: 'ticket: used before' }))
    },
  )

  it('a request that is refused does not use it up', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true })
    expect(await statusWith(from.api, ticket, '/other.pdf')).toBe(403)
    expect((await ask(from.api, `${PATH}?ticket=${ticket}`, { method: 'POST' })).status).toBe(403)
    expect(await statusWith(from.api, ticket)).toBe(200)
  })

  it('an outage while it is checked whether it was used is a 503', async () => {
    const from = bench()
    const ticket = await issued(from, { once: true })
    const useOnce = (): Promise<never> => Promise.reject(new UnavailableError('no answer'))
    const store = { ...from.store, tokens: { ...from.store.tokens, useOnce } }
    const response = await ask(apiOver({ ...from, store }), `${PATH}?ticket=${ticket}`)
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5'])
  })
})

it('the first authentication is enough: no token is remembered for long', async () => {
  const from = bench()
  const authentication = await authenticated(from, 'classic')
  from.clock.advance({ days: 30 })
  const ticket = from.api.tickets.issue(authentication, { method: 'GET', path: PATH, seconds: 60 })
  expect(await statusWith(from.api, ticket)).toBe(403)
})
