/** `api.accessTokens`, and what ends an access token. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { ConfigError, createTokenApi, jsonResponse } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'
import { DAY, SECRET_KEY, world } from './access-tokens-support.ts'

describe('issue', () => {
  it('returns the token once, and a record without it', async () => {
    const { api, outcome, clock } = world()
    const { token, record } = await api.accessTokens.issue(1, {
      name: 'backup',
      scopes: ['a', 'b'],
    })
    expect(await outcome({ token })).toBe('in')
    expect(record).toEqual({
      id: expect.stringMatching(/^[0-9A-Za-z]{22}$/),
      start: token.slice(0, 'tokenapi_'.length + 4),
      userId: 1,
      name: 'backup',
      scopes: ['a', 'b'],
      audience: undefined,
      createdAt: new Date(clock.now),
      expiresAt: new Date(clock.now + 30 * DAY),
      lastUsedAt: undefined,
      lastAddress: undefined,
      lastUserAgent: undefined,
    })
    expect(Object.isFrozen(record) && Object.isFrozen(record.scopes)).toBe(true)
  })

  it('an authentication has the id, the name, the scopes and the exact times', async () => {
    const { api, clock } = world()
    const { token, record } = await api.accessTokens.issue(1, { name: 'backup', scopes: ['a'] })
    const { user, token: shown } = await api.verify({ token, user: '1' })
    expect(user.username).toBe('maria')
    expect(shown).toEqual({
      kind: 'access',
      id: record.id,
      name: 'backup',
      scopes: ['a'],
      issuedAt: new Date(clock.now),
      expiresAt: record.expiresAt,
    })
    expect(Object.isFrozen(shown) && Object.isFrozen(shown.scopes)).toBe(true)
  })

  it.each([
    [{ name: 'n'.repeat(101) }, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'a\u0000b' }, 'name'],
    [{ name: 'a\u202Eb' }, 'name'],
    [{ scopes: ['two words'] }, 'scopes'],
    [{ scopes: [''] }, 'scopes'],
    [{ scopes: ['"'] }, 'scopes'],
    [{ scopes: ['ä'] }, 'scopes'],
    [{ scopes: ['s'.repeat(101)] }, 'scopes'],
    [{ scopes: Array.from({ length: 101 }, (_, i) => `s${i}`) }, 'scopes'],
    [{ expiresAt: new Date(0) }, 'expiresAt'],
    [{ expiresAt: new Date(8.64e15) }, 'expiresAt'],
  ])('%j is refused, and names the option', async (options, name) => {
    await expect(world().api.accessTokens.issue(1, options)).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(`\`${name}\``),
    })
  })

  it.each([99, 'maria', ''])('the id %j, which no user has, is refused', async (id) => {
    await expect(world().api.accessTokens.issue(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('an inactive user gets no token', async () => {
    const { api, store } = world()
    await store.users.update(1, { isActive: false })
    await expect(api.accessTokens.issue(1)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('S-05: each issue makes a new secret, and no caller chooses any part of it', () => {
  it('two logins give two tokens', async () => {
    const { api } = world()
    const tokens = [await api.login('maria', 'right'), await api.login('maria', 'right')]
    expect(new Set(tokens.map(({ token }) => token)).size).toBe(2)
  })

  it.each(['token', 'id', 'key', 'hash', 'digest', 'userId', 'boundTo', 'createdAt', 'audience'])(
    'the option %s is refused',
    async (name) => {
      const issued = world().api.accessTokens.issue(1, { [name]: 'x' })
      await expect(issued).rejects.toThrow(`has no option \`${name}\``)
      await expect(issued).rejects.toThrow(ConfigError)
    },
  )
})

describe('S-04: a token is refused from the millisecond of its expiry on', () => {
  it.each([
    [undefined, 30 * DAY],
    [new Date(Date.UTC(2026, 0, 1, 12, 0, 0, 1)), 1],
    [new Date(Date.UTC(2027, 5, 1)), Date.UTC(2027, 5, 1) - Date.UTC(2026, 0, 1, 12)],
  ])('expiresAt %s', async (expiresAt, after) => {
    const { api, outcome, clock } = world()
    const { token } = await api.accessTokens.issue(1, { expiresAt })
    clock.now += after - 1
    expect(await outcome({ token })).toBe('in')
    clock.now += 1
    expect(await outcome({ token })).toBe('403 expired')
    clock.now += 1
    expect(await outcome({ token })).toBe('403 expired')
  })

  it('idleDays: also when it was not used for so long; each use counts', async () => {
    const { api, outcome, clock } = world({ idleDays: 7 })
    const { token } = await api.accessTokens.issue(1)
    for (let day = 0; day < 4; day++) {
      clock.now += 7 * DAY - 1
      expect(await outcome({ token })).toBe('in')
    }
    const unused = await api.accessTokens.issue(1)
    clock.now += 7 * DAY
    expect(await outcome(unused)).toBe('403 not used for too long')
    expect(await api.accessTokens.list(1)).toEqual([])
  })
})

describe('S-03: what ends the tokens of a user, from the next request on', () => {
  const kinds = {
    classic: async ({ api, store }: ReturnType<typeof world>) => {
      const user = await store.findById(1)
      const token = user && api.makeToken(user)
      return () => api.verify({ user: '1', token: token ?? '' })
    },
    access: async ({ api }: ReturnType<typeof world>) => {
      const { token } = await api.accessTokens.issue(1)
      return () => api.verify({ token })
    },
    ticket: async ({ api }: ReturnType<typeof world>) => {
      const { token } = await api.accessTokens.issue(1)
      const options = { method: 'GET', path: '/x', seconds: 60 }
      const ticket = api.tickets.issue(await api.verify({ token }), options)
      const request = (): Request => new Request(`http://x/x?ticket=${ticket}`)
      return () => api.authenticate(request(), { tickets: true })
    },
  }
  const events = {
    'a deactivation': ({ store }: ReturnType<typeof world>) =>
      store.users.update(1, { isActive: false }),
    'a deletion': ({ store }: ReturnType<typeof world>) => store.users.remove(1),
    'a password change': ({ changePassword }: ReturnType<typeof world>) =>
      changePassword(1, 'another'),
    '"log out everywhere"': ({ api }: ReturnType<typeof world>) => api.accessTokens.revokeAll(1),
  }
  const cases = Object.keys(kinds).flatMap((kind) =>
    Object.keys(events).map((event) => [event, kind] as const),
  )
  // A classic token has no record: see S-13.
  const REVOKED = cases.filter(([event, kind]) => kind !== 'classic' || !event.startsWith('"'))
  it.each(REVOKED)(
    '%s ends a token of the kind %s, verified before or not',
    async (event, kind) => {
      const given = world()
      const used = await kinds[kind as keyof typeof kinds](given)
      const unused = await kinds[kind as keyof typeof kinds](given)
      const { user } = await used()
      expect(user.username).toBe('maria')
      await events[event as keyof typeof events](given)
      await expect(used()).rejects.toMatchObject({ code: 'invalid_token' })
      await expect(unused()).rejects.toMatchObject({ code: 'invalid_token' })
    },
  )
})

describe('S-13: a classic token cannot be revoked alone', () => {
  it('and the docs say so, and name what stops all tokens of a user', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../../docs/security.md'), 'utf8')
    expect(page).toContain('A single classic token cannot be revoked.')
    expect(page).toContain('A password change or a deactivation ends all tokens of a user')
  })

  it('a deactivation stops classic and access tokens together, at the next request', async () => {
    const { api, store, outcome } = world()
    const user = await store.findById(1)
    if (user === undefined) throw new Error('maria is there')
    const classic = { user: '1', token: api.makeToken(user) }
    const access = await api.accessTokens.issue(1)
    expect([await outcome(classic), await outcome(access)]).toEqual(['in', 'in'])
    await store.users.update(1, { isActive: false })
    expect([await outcome(classic), await outcome(access)]).toEqual([
      '403 inactive user',
      '403 inactive user',
    ])
  })
})

describe('what a token is bound to', () => {
  it('a re-hash of the same password at a login ends none', async () => {
    let cost = 1
    const hash = (password: string): string => `plain$${cost}$${password}`
    const { api, store, outcome } = world(true, {
      passwordHasher: {
        check: async (password, encoded) => encoded?.endsWith(`$${password}`) === true,
        make: async (password) => hash(password),
        mustUpdate: (encoded) => !encoded.startsWith(`plain$${cost}$`),
      },
    })
    const { token } = await api.login('maria', 'right')
    for (cost = 2; cost < 5; cost++) {
      await api.login('maria', 'right')
      expect((await store.findById(1))?.password).toBe(hash('right'))
      expect(await outcome({ token })).toBe('in')
    }
  })

  it('the same with `compatibility`, where a re-hash ends classic tokens', async () => {
    const { api, store, outcome } = world(true, {
      compatibility: 'django-tokenapi',
      passwordHasher: {
        check: async (password, encoded) => encoded?.endsWith(`$${password}`) === true,
        make: async (password) => `again$${password}`,
        mustUpdate: (encoded) => !encoded.startsWith('again$'),
      },
    })
    const access = await api.accessTokens.issue(1)
    const user = await store.findById(1)
    const classic = { user: '1', token: user ? api.makeToken(user) : '' }
    await api.login('maria', 'right')
    expect(await outcome(access)).toBe('in')
    expect(await outcome(classic)).toBe('403 wrong token')
  })

  it('`rebind` keeps the token that changed the password, and no other', async () => {
    const { api, outcome, changePassword } = world()
    const [own, other] = [await api.accessTokens.issue(1), await api.accessTokens.issue(1)]
    await changePassword(1, 'another')
    expect(await api.accessTokens.rebind(own.record.id)).toBe(true)
    expect(await outcome(own)).toBe('in')
    expect(await outcome(other)).toBe('403 the password has changed')
    expect(await api.accessTokens.list(1)).toHaveLength(1)
  })

  it('`rebind` revives no token that ended otherwise', async () => {
    const { api, outcome, changePassword, clock } = world()
    const [revoked, expired] = [await api.accessTokens.issue(1), await api.accessTokens.issue(1)]
    await api.accessTokens.revoke(revoked.record.id)
    await changePassword(1, 'another')
    expect(await api.accessTokens.rebind(revoked.record.id)).toBe(false)
    expect(await api.accessTokens.rebind('no id')).toBe(false)
    clock.now += 30 * DAY
    expect(await api.accessTokens.rebind(expired.record.id)).toBe(false)
    expect(await outcome(revoked)).toBe('403 the password has changed')
  })

  it('a token of another user is refused, in every spelling of the id', async () => {
    const { api, outcome } = world()
    const { token } = await api.accessTokens.issue(1)
    expect(await outcome({ user: '1', token })).toBe('in')
    expect(await outcome({ user: '01', token })).toBe('in')
    for (const user of ['2', '', 'maria', '1e0', 'undefined', '-1']) {
      expect(await outcome({ user, token }), user).toBe('403 the token of another user')
    }
  })

  it('a token of another audience is refused', async () => {
    const { store, api, outcome } = world({ audience: 'reports' })
    const { token, record } = await api.accessTokens.issue(1)
    expect(record.audience).toBe('reports')
    expect(await outcome({ token })).toBe('in')
    for (const accessTokens of [true, { audience: 'files' }] as const) {
      const other = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens })
      await expect(other.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
      expect(await other.accessTokens.list(1)).toEqual([])
    }
  })
})

describe('rotation', () => {
  it('in the grace period the old token works, and each call gives another that works', async () => {
    const { api, outcome, clock } = world()
    const old = await api.accessTokens.issue(1, { name: 'phone', scopes: ['a'] })
    const all = await Promise.all(
      Array.from({ length: 20 }, () => api.accessTokens.rotate(old.record.id)),
    )
    const rotated = all.map((each) => each ?? expect.fail('not rotated'))
    expect(new Set(rotated.map(({ token }) => token)).size).toBe(20)
    for (const { record } of rotated) {
      expect(record).toMatchObject({ name: 'phone', scopes: ['a'], userId: 1 })
      expect(record.expiresAt).toEqual(new Date(old.record.createdAt.getTime() + 30 * DAY))
    }
    const [used, unused] = rotated as [(typeof rotated)[0], (typeof rotated)[0]]
    clock.now += 59_999
    expect([await outcome(old), await outcome(used)]).toEqual(['in', 'in'])
    await delivered()
    clock.now += 1
    expect(await outcome(old)).toBe('403 replaced by a rotation')
    expect(await outcome(used)).toBe('in')
    expect(await outcome(unused)).toBe('403 not used after its rotation')
    expect(await api.accessTokens.rotate(old.record.id)).toBeUndefined()
    expect(await api.accessTokens.list(1)).toHaveLength(1)
  })

  it('the old token after the grace period is reported', async () => {
    const { api, outcome, clock, names, events } = world()
    const { token, record } = await api.accessTokens.issue(1)
    await api.accessTokens.rotate(record.id)
    clock.now += 60_000
    await outcome({ token })
    expect(await names()).toContain('token.reused')
    expect(events.find(({ name }) => name === 'token.reused')).toMatchObject({
      userId: 1,
      tokenId: record.id,
    })
  })

  it('the device of a reused token can be ended by its id; a lost answer ends nothing', async () => {
    const { api, outcome, clock, names } = world()
    const { token, record } = await api.accessTokens.issue(1)
    const lost = await api.accessTokens.rotate(record.id)
    const used = await api.accessTokens.rotate(record.id)
    if (!lost || !used) throw new Error('it is living')
    expect(await outcome(used)).toBe('in')
    await delivered()
    clock.now += 60_000
    expect([await outcome({ token }), await outcome(used)]).toEqual([
      '403 replaced by a rotation',
      'in',
    ])
    expect(await names()).toContain('token.reused')
    expect(await api.accessTokens.revoke(record.id)).toBe(true)
    expect(await outcome(used)).toBe('403 revoked')
    expect(await api.accessTokens.revoke(record.id)).toBe(false)
  })

  it('absoluteDays: each rotation gives a lifetime anew, and never beyond', async () => {
    const { api, outcome, clock } = world({ lifetimeDays: 10, absoluteDays: 25 })
    const start = clock.now
    let { token, record } = await api.accessTokens.issue(1)
    for (const end of [18, 25, 25]) {
      clock.now += 8 * DAY
      const next = await api.accessTokens.rotate(record.id)
      if (next === undefined) throw new Error('it is living')
      ;({ token, record } = next)
      expect(await outcome({ token })).toBe('in')
      expect((record.expiresAt.getTime() - start) / DAY).toBe(end)
      await delivered()
    }
  })

  it.each([{ absoluteDays: 300 }, {}])(
    'an explicit `expiresAt` is never extended (%j)',
    async (options) => {
      const { api, clock } = world(options)
      for (const days of [1, 200]) {
        const expiresAt = new Date(clock.now + days * DAY)
        const { record } = await api.accessTokens.issue(1, { expiresAt })
        const rotated = await api.accessTokens.rotate(record.id)
        expect(rotated?.record.expiresAt).toEqual(expiresAt)
      }
    },
  )

  it('`notAfter` shortens, also for what replaces the new one', async () => {
    const { api, clock } = world({ absoluteDays: 300 })
    const { record } = await api.accessTokens.issue(1)
    const notAfter = new Date(clock.now + DAY)
    const first = await api.accessTokens.rotate(record.id, { notAfter })
    const second = await api.accessTokens.rotate(first?.record.id ?? '')
    expect(second?.record.expiresAt).toEqual(notAfter)
  })

  it('a device with 900 tokens ends at once', async () => {
    const { api, clock, outcome, names } = world()
    const first = await api.accessTokens.issue(1)
    let last = first
    for (let i = 1; i < 900; i++) {
      last = (await api.accessTokens.rotate(i % 2 === 0 ? first.record.id : last.record.id)) ?? last
      clock.now++
    }
    expect(await api.accessTokens.revoke(first.record.id)).toBe(true)
    expect([await outcome(first), await outcome(last)]).toEqual(['403 revoked', '403 revoked'])
    expect((await names()).filter((name) => name === 'token.revoked')).toHaveLength(900)
  })

  it('a revocation ends the tokens of the same device that are in a grace period', async () => {
    const { api, outcome } = world()
    const other = await api.accessTokens.issue(1)
    const first = await api.accessTokens.issue(1)
    const second = await api.accessTokens.rotate(first.record.id)
    const third = await api.accessTokens.rotate(second?.record.id ?? '')
    const sibling = await api.accessTokens.rotate(first.record.id)
    if (!second || !third || !sibling) throw new Error('they are living')
    expect(await api.accessTokens.revoke(second.record.id)).toBe(true)
    for (const each of [first, second, third, sibling]) {
      expect(await outcome(each)).toBe('403 revoked')
    }
    expect(await outcome(other)).toBe('in')
    expect(await api.accessTokens.revoke(second.record.id)).toBe(false)
  })
})

describe('the most tokens of a user', () => {
  it('refuse: 409, and an ended token makes room', async () => {
    const { api, clock } = world({ maxPerUser: 2, idleDays: 20 })
    const first = await api.accessTokens.issue(1)
    await api.accessTokens.issue(1)
    const full = { code: 'too_many_tokens', status: 409 }
    await expect(api.accessTokens.issue(1)).rejects.toMatchObject(full)
    await expect(api.login('maria', 'right')).rejects.toMatchObject(full)
    await api.accessTokens.issue(2)
    await api.accessTokens.revoke(first.record.id)
    await api.accessTokens.issue(1)
    clock.now += 20 * DAY
    // They were not used for so long.
    await api.accessTokens.issue(1)
  })

  it('tokens that a password change ended do not count', async () => {
    const { api, changePassword } = world({ maxPerUser: 2 })
    await api.accessTokens.issue(1)
    await api.accessTokens.issue(1)
    await changePassword(1, 'another')
    await api.accessTokens.issue(1)
    await api.accessTokens.issue(1)
    await expect(api.accessTokens.issue(1)).rejects.toMatchObject({ code: 'too_many_tokens' })
  })

  it('revoke-oldest: the oldest ends', async () => {
    const { api, outcome } = world({ maxPerUser: 2, onFull: 'revoke-oldest' })
    const all = [await api.accessTokens.issue(1), await api.accessTokens.issue(1)]
    all.push(await api.accessTokens.issue(1))
    expect(await Promise.all(all.map(outcome))).toEqual(['403 revoked', 'in', 'in'])
  })

  it('revoke-oldest: an event for each token of the device, with the reason', async () => {
    const { api, events, names } = world({ maxPerUser: 1, onFull: 'revoke-oldest' })
    const { record } = await api.accessTokens.issue(1)
    const rotated = await api.accessTokens.rotate(record.id)
    await api.accessTokens.issue(1)
    await names()
    const revoked = events.filter(({ name }) => name === 'token.revoked')
    const ids = revoked.map((event) => ('tokenId' in event ? event.tokenId : ''))
    expect(ids.toSorted()).toEqual([record.id, rotated?.record.id].toSorted())
    for (const event of revoked) {
      const reason = 'the user had 1 devices, and `onFull` is "revoke-oldest"'
      expect(event).toMatchObject({ userId: 1, count: 1, reason })
    }
  })

  it('a rotated token does not count, its successors do', async () => {
    const { api } = world({ maxPerUser: 2 })
    const { record } = await api.accessTokens.issue(1)
    await api.accessTokens.rotate(record.id)
    await api.accessTokens.issue(1)
    await expect(api.accessTokens.issue(1)).rejects.toMatchObject({ code: 'too_many_tokens' })
  })
})

describe('list, get, rename, revokeAll, prune', () => {
  it('the tokens of the user that are valid, oldest first', async () => {
    const { api, clock } = world()
    for (const name of ['a', 'b', 'c']) {
      await api.accessTokens.issue(1, { name })
      clock.now++
    }
    await api.accessTokens.issue(2, { name: 'of zoe' })
    const [, b] = await api.accessTokens.list(1)
    expect(await api.accessTokens.revoke(b?.id ?? '')).toBe(true)
    expect((await api.accessTokens.list(1)).map(({ name }) => name)).toEqual(['a', 'c'])
    expect(await api.accessTokens.get(b?.id ?? '')).toBeUndefined()
    expect(await api.accessTokens.rename(b?.id ?? '', 'x')).toBeUndefined()
    expect(await api.accessTokens.list(99)).toEqual([])
  })

  it('a rename', async () => {
    const { api } = world()
    const { record } = await api.accessTokens.issue(1, { name: 'a' })
    expect(await api.accessTokens.rename(record.id, 'b')).toEqual({ ...record, name: 'b' })
    expect(await api.accessTokens.get(record.id)).toEqual({ ...record, name: 'b' })
    await expect(api.accessTokens.rename(record.id, '')).rejects.toMatchObject({ status: 400 })
  })

  it('revokeAll ends all, or all but one, and nothing of another user', async () => {
    const { api, outcome } = world()
    const [a, b, c] = [
      await api.accessTokens.issue(1),
      await api.accessTokens.issue(1),
      await api.accessTokens.issue(2),
    ]
    expect(await api.accessTokens.revokeAll(1, { except: b.record.id })).toBe(1)
    expect(await Promise.all([a, b, c].map(outcome))).toEqual(['403 revoked', 'in', 'in'])
    expect(await api.accessTokens.revokeAll(1)).toBe(1)
    expect(await api.accessTokens.revokeAll(1)).toBe(0)
  })

  it('prune deletes no token that will end in the future', async () => {
    const { api, clock, outcome } = world()
    const { token } = await api.accessTokens.issue(1)
    const endedBefore = new Date(clock.now + 400 * DAY)
    expect(await api.accessTokens.prune({ endedBefore })).toBe(0)
    expect(await outcome({ token })).toBe('in')
  })

  it('prune deletes what has ended, and nothing else', async () => {
    const { api, outcome, clock } = world({ maxPerUser: 10_000 })
    const living = await api.accessTokens.issue(1, { expiresAt: new Date(clock.now + 100 * DAY) })
    for (let i = 0; i < 2_100; i++) await api.accessTokens.issue(1)
    expect(await api.accessTokens.prune()).toBe(0)
    clock.now += 31 * DAY
    expect(await api.accessTokens.prune({ endedBefore: new Date(clock.now - 2 * DAY) })).toBe(0)
    expect(await api.accessTokens.prune()).toBe(2_100)
    expect(await outcome(living)).toBe('in')
  })
})

describe('RFC 7662: introspect', () => {
  it('an active token', async () => {
    const { api, clock } = world({ audience: 'reports' })
    const { token, record } = await api.accessTokens.issue(1, { scopes: ['a', 'b'] })
    expect(await api.accessTokens.introspect(token)).toEqual({
      active: true,
      scope: 'a b',
      username: 'maria',
      token_type: 'Bearer',
      exp: clock.now / 1_000 + 30 * 86_400,
      iat: clock.now / 1_000,
      sub: '1',
      aud: 'reports',
      jti: record.id,
    })
    expect((await api.accessTokens.get(record.id))?.lastUsedAt).toBeUndefined()
  })

  it('anything else is inactive, without a reason', async () => {
    const { api, store, changePassword } = world()
    const [revoked, changed] = [await api.accessTokens.issue(1), await api.accessTokens.issue(2)]
    const user = await store.findById(1)
    await api.accessTokens.revoke(revoked.record.id)
    await changePassword(2, 'another')
    const classic = user ? api.makeToken(user) : ''
    const texts = [revoked.token, changed.token, classic, '', 'x', undefined as unknown as string]
    for (const text of texts) {
      expect(await api.accessTokens.introspect(text)).toEqual({ active: false })
    }
  })
})

describe('logins', () => {
  it('issue access tokens with every scope', async () => {
    const { api, names } = world()
    const { token } = await api.login('maria', 'right', { name: 'phone' })
    expect((await api.verify({ token })).token).toMatchObject({
      kind: 'access',
      name: 'phone',
      scopes: ['*'],
    })
    expect(await names()).toContain('token.issued')
  })

  it('`scopesForLogin` decides by the user', async () => {
    const { api } = world({ scopesForLogin: ({ username }) => [`${username}:read`] })
    const { token } = await api.login('maria', 'right')
    expect((await api.verify({ token })).token.scopes).toEqual(['maria:read'])
  })

  it('a `scopesForLogin` that returns no scopes is an error of the set-up, not of the client', async () => {
    const { api } = world({ scopesForLogin: () => 'read' as unknown as string[] })
    await expect(api.login('maria', 'right')).rejects.toThrow('`accessTokens.scopesForLogin`')
  })

  it('`loginToken: "classic"` keeps the kind of the original, and both kinds pass', async () => {
    const { api, outcome } = world(true, { loginToken: 'classic' })
    const { token } = await api.login('maria', 'right')
    expect(token).toMatch(/^[0-9a-z]+-[0-9a-f]{20}$/)
    expect(await outcome({ user: '1', token })).toBe('in')
    expect(await outcome(await api.accessTokens.issue(1))).toBe('in')
  })

  it('a client that presents its access token is a known one', async () => {
    const seen: (string | undefined)[] = []
    const { api } = world(true, {
      loginThrottle: {
        begin: ({ knownToken }) => {
          seen.push(knownToken)
          return { ok: true, succeeded: () => {}, cancelled: () => {} }
        },
        unlock: () => false,
        state: () => ({ isThrottled: false, failures: 0 }),
      },
    })
    const [own, revoked, other] = [
      await api.accessTokens.issue(1),
      await api.accessTokens.issue(1),
      await api.accessTokens.issue(2),
    ]
    await api.accessTokens.revoke(revoked.record.id)
    for (const { token } of [own, revoked, other]) {
      await api.login('maria', 'right', { credentials: { token } })
    }
    expect(seen).toEqual([expect.any(String), undefined, undefined])
    expect(seen[0]).not.toContain(own.token)
  })
})

describe('without access tokens', () => {
  it('each method names the option', async () => {
    const api = createTokenApi({ secretKey: SECRET_KEY, store: memoryStore() })
    const calls = [
      api.accessTokens.issue(1),
      api.accessTokens.list(1),
      api.accessTokens.get('x'),
      api.accessTokens.rename('x', 'y'),
      api.accessTokens.rotate('x'),
      api.accessTokens.rebind('x'),
      api.accessTokens.revoke('x'),
      api.accessTokens.revokeAll(1),
      api.accessTokens.introspect('x'),
      api.accessTokens.prune(),
    ]
    for (const call of calls) await expect(call).rejects.toThrow('`accessTokens`')
  })

  it.each([
    [{ accessTokens: false }, '`accessTokens` must be true or an object'],
    [{ accessTokens: { prefix: 'a-b' } }, '`accessTokens.prefix` must be'],
    [{ accessTokens: { prefix: 'a_' } }, '`accessTokens.prefix` must be'],
    [{ accessTokens: { prefix: 'p'.repeat(32) } }, '`accessTokens.prefix` must be'],
    [{ accessTokens: { prefix: [] } }, '`accessTokens.prefix` must be'],
    [{ accessTokens: 'yes' }, '`accessTokens` must be true or an object of options; got "yes"'],
    [{ accessTokens: { lifetimeDays: 0 } }, '`accessTokens.lifetimeDays` must be'],
    [{ accessTokens: { lifetimeDays: Infinity } }, '`accessTokens.lifetimeDays` must be'],
    [{ accessTokens: { maxPerUser: 0 } }, '`accessTokens.maxPerUser` must be'],
    [{ accessTokens: { absoluteDays: 7 } }, '`accessTokens.absoluteDays` must be'],
    [{ accessTokens: { defaultScopes: ['a b'] } }, '`accessTokens.defaultScopes[0]` must be'],
    [{ accessTokens: { onfull: 'refuse' } }, 'Did you mean `accessTokens.onFull`?'],
    [{ loginToken: 'access' }, '`loginToken: "access"` needs `accessTokens`'],
  ])('%j: %s', (options, message) => {
    const create = () =>
      createTokenApi({ secretKey: SECRET_KEY, store: memoryStore(), ...(options as object) })
    expect(create).toThrow(ConfigError)
    expect(create).toThrow(message)
  })

  it('a store without `tokens` stops the start', () => {
    const { tokens: _tokens, ...store } = memoryStore()
    expect(() => createTokenApi({ secretKey: SECRET_KEY, store, accessTokens: true })).toThrow(
      '`accessTokens` needs a store with the member `tokens`',
    )
  })
})

it('the prefix can change, and no token ends with it', async () => {
  const { store, api } = world({ prefix: 'old' })
  const { token } = await api.accessTokens.issue(1)
  const accessTokens = { prefix: ['new', 'old'] } as const
  const next = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens, now: NOW })
  expect((await next.verify({ token })).user.username).toBe('maria')
  expect((await next.accessTokens.issue(1)).token).toMatch(/^new_/)
  const last = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens: { prefix: 'new' } })
  await expect(last.verify({ token })).rejects.toMatchObject({ code: 'invalid_token' })
})
const NOW = (): Date => new Date(Date.UTC(2026, 0, 1, 12))

it('a guard lets an access token in, alone and with its user', async () => {
  const { api } = world()
  const { token } = await api.accessTokens.issue(1)
  const view = api.tokenRequired((_request, { user }) => jsonResponse({ hello: user.username }))
  for (const authorization of [
    `Bearer ${token}`,
    `Bearer 1:${token}`,
    `Basic ${btoa(`1:${token}`)}`,
  ]) {
    const response = await view(new Request('http://x/', { headers: { authorization } }))
    expect(response.status, authorization).toBe(200)
  }
})
