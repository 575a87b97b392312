/** Every event as a log would have it, in one file: a change of it shows in its diff. */
import { expect, it } from 'vitest'

import {
  type TokenApi,
  type TokenApiEvent,
  type TokenApiOptions,
  type UserStore,
  createTokenApi,
} from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'

const DAY = 86_400_000
const NOW = new Date('2026-06-15T12:00:00.000Z')
const SECRET = 'a secret of these tests, long enough'
const OLD = 'the older one of these tests, long enough'
const TOKEN = /\b[0-9a-z]{3}-[0-9a-f]{20}\b/

const weak = await makePassword('right', { iterations: 1 })
const current = await makePassword('right', { iterations: 2 })
const maria = { id: 7, username: 'maria', password: current, isActive: true }
const users = [maria, { id: 8, username: 'zoe', password: weak, isActive: true }]
const gone = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('canary'), { code: 'ECONNREFUSED' }))

const NAMES: Record<TokenApiEvent['name'], true> = {
  'login.succeeded': true,
  'login.failed': true,
  'login.throttled': true,
  'login.unavailable': true,
  'authentication.succeeded': true,
  'authentication.refused': true,
  'authentication.unavailable': true,
  'password.upgraded': true,
  'password.upgrade_failed': true,
  'token.future_dated': true,
  'token.issued': true,
  'token.rotated': true,
  'token.revoked': true,
  'token.reused': true,
  'secret.fallback_used': true,
  'refusal.failed': true,
  'warning.found': true,
}

/** An api with access tokens, and a function that rotates, presents, and revokes some of maria's. */
async function accessTokensOf(apiWith: (options: Partial<TokenApiOptions>) => TokenApi) {
  const clock = { now: NOW.getTime() }
  const api = apiWith({ accessTokens: true, now: () => new Date(clock.now) })
  const tokens = async (): Promise<void> => {
    const { token, record } = await api.accessTokens.issue(7, { name: 'canary' })
    await api.accessTokens.rotate(record.id)
    clock.now += 60_000
    await expect(api.verify({ token })).rejects.toThrow('Incorrect')
    clock.now = NOW.getTime()
    await api.accessTokens.revoke(record.id)
    await api.accessTokens.issue(7)
    await api.accessTokens.revokeAll(7)
    await delivered()
  }
  return { api, tokens }
}

it('L-02: the golden file of events: who, when, where, what and why', async () => {
  const heard: TokenApiEvent[] = []
  const apiWith = (options: Partial<TokenApiOptions> = {}) =>
    createTokenApi({
      secretKey: SECRET,
      store: memoryStore(users),
      passwordHasher: createPasswordHasher({ iterations: 2 }),
      now: () => NOW,
      onEvent: (event) => heard.push(event),
      ...options,
    })
  const storeWith = (members: Partial<UserStore>): UserStore => ({
    ...memoryStore(users),
    ...members,
  })
  const from = { address: '203.0.113.7', id: 'r-1' }
  const login = async (api: ReturnType<typeof apiWith>, username: string, password: string) => {
    const body = new URLSearchParams({ username, password })
    const request = new Request('http://x/token/new.json?q=canary', { method: 'POST', body })
    await api.handle(request, from)
    await delivered()
  }
  const verify = async (api: ReturnType<typeof apiWith>, token: string) => {
    await api.handle(new Request(`http://x/token/${token}/7.json?q=canary`), from)
    await delivered()
  }
  const token = apiWith().makeToken(maria)

  await login(apiWith(), 'maria', 'right')
  await login(apiWith(), 'maria', 'canary')
  await login(apiWith(), 'nobody', 'canary')
  await login(
    apiWith({
      loginThrottle: {
        begin: () => ({ ok: false, retryAfter: 60, reason: '10 failures of this account' }),
        unlock: () => false,
        state: () => ({ isThrottled: true, failures: 10 }),
      },
    }),
    'maria',
    'canary',
  )
  await login(apiWith({ store: storeWith({ findByUsername: gone }) }), 'maria', 'canary')
  await login(apiWith(), 'zoe', 'right')
  const upgrades = memoryStore(users).upgrades
  if (upgrades === undefined) throw new Error('the store in memory upgrades hashes')
  const failing = storeWith({ upgrades: { ...upgrades, replaceHash: gone } })
  await login(apiWith({ store: failing }), 'zoe', 'right')
  await verify(apiWith(), token)
  await verify(
    apiWith(),
    token.replace(/.{4}$/, (end) => (end === '0000' ? '1111' : '0000')),
  )
  await verify(apiWith({ store: storeWith({ findById: gone }) }), token)
  await verify(apiWith({ now: () => new Date(NOW.getTime() - DAY) }), token)
  await verify(apiWith({ secretKey: [OLD, SECRET] }), token)
  const onRefused = (): never => {
    throw new TypeError('canary')
  }
  await verify(apiWith({ onRefused }), '9zz-00000000000000000000')
  apiWith({ secretKey: 'k'.repeat(40) })
  const { api, tokens } = await accessTokensOf(apiWith)
  await login(api, 'maria', 'right')
  await tokens()
  await delivered()

  expect(new Set(heard.map(({ name }) => name))).toEqual(new Set(Object.keys(NAMES)))
  // The fingerprint of a token depends on the hash, and a hash on chance.
  const text = heard.map((event) => JSON.stringify(event)).join('\n')
  const golden = text
    .replace(/\[token:[0-9a-f]{8}\]/g, '[token:fingerprint]')
    .replace(/"(tokenId|successorId)":"[0-9A-Za-z]{22}"/g, '"$1":"an id"')
  expect(golden).not.toMatch(TOKEN)
  expect(golden).not.toMatch(/tokenapi_[0-9A-Za-z]{20}/)
  expect(golden).not.toMatch(/canary|pbkdf2|kkkk/)
  await expect(`${golden}\n`).toMatchFileSnapshot('events.golden.jsonl')
})
