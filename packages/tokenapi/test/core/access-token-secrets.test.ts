/** Where the secret of an access token is, and what it opens. */
import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { readAccessToken } from '../../src/core/access/access-token.ts'
import { bindingOf, digestOfToken } from '../../src/core/classic/kept-token.ts'
import { keyOf } from '../../src/core/secret-key.ts'
import { type StoredToken, createTokenApi, isRefusedError } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { countedCalls } from '../support/counted-calls.ts'
import { delivered } from '../support/delivered.ts'
import { SECRET_KEY, world } from './access-tokens-support.ts'
import golden from './access-token.golden.json' with { type: 'json' }

describe('T-03: the token is shown once, and only its digest is stored', () => {
  it('store, lists, events and a debugger have neither the token nor a part of it', async () => {
    const { api, store, events, clock } = world()
    const issued = await api.accessTokens.issue(1, { name: 'phone' })
    const rotated = await api.accessTokens.rotate(issued.record.id)
    const authentication = await api.verify({ token: issued.token })
    clock.now += 60_000
    await api.verify({ token: issued.token }).catch(() => {})
    await api.accessTokens.revokeAll(1)
    await delivered()
    const stored: StoredToken[] = []
    for await (const token of store.tokens.list()) stored.push(token)
    const list = await api.accessTokens.list(1)
    const shown = inspect([stored, list, events, authentication, issued.record], { depth: 9 })
    expect(stored).toHaveLength(2)
    for (const { token } of [issued, rotated ?? issued]) {
      for (const form of formsOf(token)) expect(shown).not.toContain(form)
    }
    // A digest is in the store alone.
    const { digest } = stored[0] as StoredToken
    expect(inspect([list, events, authentication, issued.record], { depth: 9 })).not.toContain(
      digest,
    )
    expect(JSON.stringify(stored)).toContain(digest)
  })

  it('an error of the store does not bring it into an answer or an event', async () => {
    const { store } = world()
    const events: unknown[] = []
    const failing = {
      ...store,
      tokens: {
        ...store.tokens,
        find: (digest: string) => Promise.reject(new Error(`no answer for ${digest}`)),
      },
    }
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store: failing,
      accessTokens: true,
      onEvent: (event) => events.push(event),
    })
    const token = (golden[0] as (typeof golden)[0]).token
    const view = api.tokenRequired(() => new Response())
    const headers = { authorization: `Bearer ${token}` }
    const response = await view(new Request('http://x/', { headers }))
    await delivered()
    expect(response.status).toBe(503)
    const shown = `${await response.text()} ${JSON.stringify(events)}`
    for (const form of formsOf(token)) expect(shown).not.toContain(form)
  })
})

/** The token, its random part, and both in hex and base64. */
function formsOf(token: string): readonly string[] {
  const random = token.slice(token.lastIndexOf('_') + 1)
  return [token, random].flatMap((text) => [
    text,
    Buffer.from(text).toString('hex'),
    Buffer.from(text).toString('base64').replace(/=+$/, ''),
  ])
}

describe('T-04: prefix and checksum are checked before the store', () => {
  it('of a million mutated tokens none gets to a look-up', () => {
    // Seeded: the result is the same in each run.
    let state = 20_260_101
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return Math.floor((state / 2 ** 32) * below)
    }
    const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
    const { token } = golden[0] as (typeof golden)[0]
    let passed = 0
    for (let i = 0; i < 1_000_000; i++) {
      const at = random(token.length)
      const mutated = `${token.slice(0, at)}${alphabet[random(62)]}${token.slice(at + 1)}`
      if (mutated !== token && readAccessToken(mutated, ['tokenapi']) !== undefined) passed++
    }
    expect(passed).toBe(0)
  }, 120_000)

  it.each([
    ['another prefix', (token: string) => token.replace('tokenapi', 'other')],
    ['a wrong checksum', (token: string) => `${token.slice(0, -6)}000000`],
    ['cut', (token: string) => token.slice(0, -1)],
    ['in capitals', (token: string) => token.toUpperCase()],
  ])('%s: refused without a look-up', async (_what, change) => {
    const store = countedCalls(memoryStore([{ username: 'maria', password: 'x' }]))
    const api = createTokenApi({ secretKey: SECRET_KEY, store: store.store, accessTokens: true })
    const { token } = await api.accessTokens.issue(1)
    const before = store.calls()
    await expect(api.verify({ token: change(token) })).rejects.toMatchObject({
      code: 'invalid_token',
    })
    expect(await api.accessTokens.introspect(change(token))).toEqual({ active: false })
    expect(store.calls()).toBe(before)
    await api.verify({ token })
    // One look-up for token and user.
    expect(store.calls()).toBe(before + 1)
  })
})

describe('T-05: a token is found by its digest, which is then compared in constant time', () => {
  it.each([
    ['another digest', { digest: 'f'.repeat(64) }],
    ['a longer digest', { digest: 'f'.repeat(65) }],
    ['a digest that is no text', { digest: 7 }],
    ['another user', { userId: 2 }],
    ['a time that is no number', { expiresAt: '2027-01-01' }],
    ['scopes as a text', { scopes: '*' }],
  ])('a record with %s is an outage, and lets nobody in', async (_what, changes) => {
    const { store } = world()
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      accessTokens: true,
      store: {
        ...store,
        tokens: {
          ...store.tokens,
          async find(digest) {
            const found = await store.tokens.find(digest)
            return found && { ...found, token: { ...found.token, ...(changes as object) } }
          },
        },
      },
    })
    const { token } = await api.accessTokens.issue(1)
    const error: unknown = await api.verify({ token }).catch((reason: unknown) => reason)
    expect(isRefusedError(error)).toBe(false)
    expect(String(error)).toMatch(/`tokens\.find` of the store returned a token/)
    expect(String(error)).not.toMatch(/f{20}/)
  })
})

describe('T-07: every kind of secret opens its own door alone', async () => {
  const { api, store } = world()
  const user = await store.findById(1)
  if (user === undefined) throw new Error('maria is there')
  const { token: access, record } = await api.accessTokens.issue(1)
  const classic = api.makeToken(user)
  const authentication = await api.verify({ token: access })
  const ticket = api.tickets.issue(authentication, { method: 'GET', path: '/x', seconds: 60 })
  const stored = await store.tokens.get(record.id)
  const key = keyOf(SECRET_KEY)

  const secrets: Record<string, string> = {
    'access token': access,
    'classic token': classic,
    'ticket': ticket,
    'digest of an access token': stored?.digest ?? '',
    'binding of an access token': bindingOf(user),
    'id of an access token': record.id,
    'digest of a kept token': digestOfToken(key, 1, classic),
    'fingerprint of the key': key.fingerprint,
    'secret key': SECRET_KEY,
    'stored hash': user.password,
    'password': 'right',
    'MAC of a classic token': classic.split('-')[1] ?? '',
    'MAC of a ticket': ticket.split('.').at(-1) ?? '',
  }
  const get = (query: string, headers: Record<string, string> = {}): Request =>
    new Request(`http://x/x${query}`, { headers })
  const doors: Record<string, (secret: string) => Promise<unknown>> = {
    'user and token': (secret) => api.verify({ user: '1', token: secret }),
    'token alone': (secret) => api.verify({ token: secret }),
    'Bearer alone': (secret) =>
      api.authenticate(get('', { authorization: `Bearer ${encodeURIComponent(secret)}` })),
    'ticket': (secret) =>
      api.authenticate(get(`?ticket=${encodeURIComponent(secret)}`), { tickets: true }),
    'ticket without the option': (secret) =>
      api.authenticate(get(`?ticket=${encodeURIComponent(secret)}`)),
    'introspection': async (secret) => {
      if (!(await api.accessTokens.introspect(secret)).active) throw new Error('inactive')
    },
    'token id': async (secret) => {
      if ((await api.accessTokens.get(secret)) === undefined) throw new Error('unknown')
    },
    'checkToken': async (secret) => {
      if (!api.checkToken(user, secret)) throw new Error('wrong')
    },
    'login': (secret) => api.login('maria', secret),
  }
  const OPEN: Record<string, readonly string[]> = {
    'access token': ['user and token', 'token alone', 'Bearer alone', 'introspection'],
    'classic token': ['user and token', 'checkToken'],
    'ticket': ['ticket'],
    'id of an access token': ['token id'],
    'password': ['login'],
  }
  const cases = Object.keys(secrets).flatMap((secret) =>
    Object.keys(doors).map((door) => [secret, door] as const),
  )
  it.each(cases)('%s at the door "%s"', async (secret, door) => {
    const opened = await (doors[door] as (text: string) => Promise<unknown>)(
      secrets[secret] as string,
    ).then(
      () => true,
      () => false,
    )
    expect(opened).toBe(OPEN[secret]?.includes(door) ?? false)
  })
})

describe('T-08: a token never chooses the algorithm', () => {
  it.each([
    'eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.',
    'none_0000000000000000000000000000000000000000000000000',
    'sha1$tokenapi_dRyNYAxUE7wpUfRzqeMevk9w6k63V2tS5QI7FLtqXtd18uqC2',
    'v2.tokenapi_dRyNYAxUE7wpUfRzqeMevk9w6k63V2tS5QI7FLtqXtd18uqC2',
    'tokenapi_dRyNYAxUE7wpUfRzqeMevk9w6k63V2tS5QI7FLtqXtd18uqC2.none',
  ])('%s', async (token) => {
    expect(await world().outcome({ token })).toBe('403 malformed, expired or of a future day')
  })
})

describe('T-09: a new secret key, one node after the other', () => {
  const [OLD, NEW] = [`old ${SECRET_KEY}`, `new ${SECRET_KEY}`]
  const STEPS: readonly (readonly [what: string, ring: readonly string[]])[] = [
    ['before', [OLD]],
    ['the new key verifies', [OLD, NEW]],
    ['the new key signs', [NEW, OLD]],
  ]
  it('no token of any kind is refused on the way; then the old key ends', async () => {
    const { store, clock } = world()
    const node = (secretKey: readonly string[]) =>
      createTokenApi({
        secretKey,
        store,
        accessTokens: true,
        now: () => new Date(clock.now),
        onEvent: () => {},
      })
    const user = await store.findById(1)
    if (user === undefined) throw new Error('maria is there')
    const access: string[] = []
    const classic: string[] = []
    for (const [i, [, ring]] of STEPS.entries()) {
      // While it changes, some nodes are a step behind.
      const nodes = [node(ring), node(STEPS[Math.max(0, i - 1)]?.[1] ?? ring)]
      for (const issuer of nodes) {
        access.push((await issuer.accessTokens.issue(1)).token)
        classic.push(issuer.makeToken(user))
        for (const other of nodes) {
          for (const token of access) await other.verify({ token })
          for (const token of classic) await other.verify({ user: '1', token })
        }
      }
    }
    const last = node([NEW])
    for (const token of access) await last.verify({ token })
    const ended = classic.filter((token) => !last.checkToken(user, token))
    expect(ended.length).toBeGreaterThan(0)
    for (const token of ended) {
      await expect(last.verify({ user: '1', token })).rejects.toMatchObject({
        code: 'invalid_token',
      })
    }
  })
})
