import { describe, expect, it } from 'vitest'

import {
  type LoginThrottle,
  type TokenApi,
  type TokenApiOptions,
  createLoginThrottle,
  createTokenApi,
} from '../../src/index.ts'
import { viewOfRequest } from '../../src/http/view/fetch-view.ts'
import { route } from '../../src/http/route.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { fakeClock } from '../../src/testing/index.ts'
import { countingHasher } from './support.ts'

const MARIA = { id: 1, username: 'maria', password: 'plain$right' }
const INES = { id: 2, username: 'ines', password: 'plain$right', isActive: false }
const NOLOGIN = { id: 3, username: 'nologin', password: '!' }
const secretKey = 'a secret of these tests, long enough'

const setup = (options: Partial<TokenApiOptions> = {}) => {
  const hasher = countingHasher()
  const clock = fakeClock()
  const store = memoryStore([MARIA, INES, NOLOGIN])
  const api = createTokenApi({
    secretKey,
    store,
    passwordHasher: hasher,
    now: clock.now,
    ...options,
  })
  return { api, clock, hasher, store }
}

interface Form {
  readonly username?: string
  readonly password?: string
  readonly address?: string
  readonly authorization?: string
}

const requestOf = ({ username = 'maria', password = 'wrong', authorization }: Form): Request =>
  new Request('http://x/token/new.json', {
    method: 'POST',
    body: new URLSearchParams({ username, password }),
    ...(authorization === undefined ? {} : { headers: { authorization } }),
  })

const post = (api: TokenApi, form: Form = {}): Promise<Response> =>
  route(api, {
    ...viewOfRequest(requestOf(form)),
    target: '/new.json',
    address: () => form.address,
  })

const statuses = async (count: number, send: (i: number) => Promise<Response>) => {
  const seen: number[] = []
  for (let i = 0; i < count; i++) seen.push((await send(i)).status)
  return seen
}
const count = (all: readonly number[], status: number): number =>
  all.filter((each) => each === status).length

describe('H-06: a login that is not tried', () => {
  it('is 429 with exact seconds and the body of the original', async () => {
    const { api, clock, hasher } = setup()
    await statuses(10, () => post(api))
    const response = await post(api, { password: 'right' })
    expect(response.status).toBe(429)
    expect(await response.text()).toBe(
      '{"success": false, "errors": "Too many attempts, please try again later."}',
    )
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'referrer-policy': 'no-referrer',
      'retry-after': '90',
      'vary': 'Authorization, Accept',
      'x-content-type-options': 'nosniff',
    })
    expect(hasher.hashes).toBe(10)
    clock.advance({ seconds: 89 })
    expect((await post(api, { password: 'right' })).headers.get('retry-after')).toBe('1')
    clock.advance({ seconds: 1 })
    expect((await post(api, { password: 'right' })).status).toBe(200)
  })

  it('has a code and seconds for programs', async () => {
    const { api } = setup()
    await statuses(10, () => post(api))
    await expect(api.login('maria', 'right')).rejects.toMatchObject({
      code: 'too_many_attempts',
      status: 429,
      retryAfter: 90,
      userId: 1,
    })
    const request = requestOf({})
    request.headers.set('accept', 'application/problem+json')
    expect(await (await api.handle(request)).json()).toEqual({
      code: 'too_many_attempts',
      title: 'Too many attempts, please try again later.',
      status: 429,
    })
  })

  it('keeps its Retry-After under an answer of one’s own', async () => {
    const { api } = setup({ onRefused: () => new Response('wait', { status: 429 }) })
    await statuses(10, () => post(api))
    expect((await post(api)).headers.get('retry-after')).toBe('90')
  })
})

it('P-01: a throttled name is answered alike, whether it is a user’s or not', async () => {
  const names = ['maria', 'ines', 'nologin', 'unknown', 'MARIA', 'unKNOWN']
  const answers = await Promise.all(
    names.map(async (username) => {
      const { api, hasher } = setup()
      const seen: unknown[] = []
      for (let i = 0; i < 14; i++) {
        // Another case of the name is refused with it, for a user as for nobody.
        const typed = i < 12 ? username : username.toUpperCase()
        const response = await post(api, { username: typed })
        seen.push(response.status, await response.text(), [...response.headers], hasher.hashes)
      }
      return seen
    }),
  )
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]?.at(-1)).toBe(10)
})

describe('P-10: failures of one account', () => {
  it('hashing stops at the limit, and the right password works after it', async () => {
    const { api, clock, hasher } = setup()
    const seen = await statuses(150, (i) => post(api, { address: `203.0.113.${i}` }))
    expect([count(seen, 401), count(seen, 429)]).toEqual([10, 140])
    expect(hasher.hashes).toBe(10)
    clock.advance({ minutes: 15 })
    expect((await post(api, { password: 'right' })).status).toBe(200)
    expect(count(await statuses(12, () => post(api)), 401)).toBe(10)
  })

  it('stop the account after 100 in a row, until an operator unlocks it', async () => {
    const { api, clock } = setup()
    for (let i = 0; i < 150; i++) {
      await post(api)
      clock.advance({ hours: 1 })
    }
    expect((await post(api, { password: 'right' })).status).toBe(429)
    expect(await api.unlock('maria')).toBe(true)
    expect(await api.unlock('maria')).toBe(false)
    expect((await post(api, { password: 'right' })).status).toBe(200)
  })

  it('with `compatibility` too; `loginThrottle: false` switches the limit off', async () => {
    const { api } = setup({ compatibility: 'django-tokenapi' })
    expect(count(await statuses(20, () => post(api)), 429)).toBe(10)
    const off = setup({ loginThrottle: false })
    expect(count(await statuses(50, () => post(off.api)), 401)).toBe(50)
    expect(await off.api.unlock('maria')).toBe(false)
  })
})

it('P-11: of 500 parallel wrong logins ten are hashed', async () => {
  const { api, hasher } = setup()
  const seen = await Promise.all(
    Array.from({ length: 500 }, (_, i) => post(api, { address: `10.0.${i % 250}.${i}` })),
  )
  expect(hasher.hashes).toBe(10)
  expect(
    count(
      seen.map((each) => each.status),
      429,
    ),
  ).toBe(490)
})

describe('P-12: one account and one address, however they are spelled', () => {
  it.each([
    ['case', ['maría', 'MARÍA', 'María', 'mARÍA']],
    ['accents and composition', ['maría', 'mari\u0301a', 'maria', 'ｍａｒｉａ']],
    ['outer spaces', ['unknown', ' unknown', 'unknown  ']],
  ])('%s', async (_what, names) => {
    const { api, hasher } = setup()
    await statuses(40, (i) => post(api, { username: names[i % names.length] as string }))
    expect(hasher.hashes).toBe(10)
  })

  it('two users whose names differ by case have a budget each once one of them has logged in', async () => {
    const upper = { id: 9, username: 'MARIA', password: 'plain$theirs' }
    const hasher = countingHasher()
    const api = createTokenApi({
      secretKey,
      store: memoryStore([MARIA, upper]),
      passwordHasher: hasher,
    })
    // The second user's own successes must not give new guesses at the first one.
    for (let i = 0; i < 10; i++) {
      await statuses(5, () => post(api, { username: 'maria' }))
      await post(api, { username: 'MARIA', password: 'theirs' })
    }
    expect(hasher.hashes).toBeLessThanOrEqual(10 + 10)
  })

  it('addresses', async () => {
    const { api } = setup({ loginThrottle: { addressFailures: 6, accountFailures: 100 } })
    const spellings = ['1.2.3.4', '::ffff:1.2.3.4', '::FFFF:102:304', '0:0:0:0:0:ffff:1.2.3.4']
    const seen = await statuses(12, (i) => post(api, { address: spellings[i % 4] as string }))
    expect(count(seen, 401)).toBe(6)
    const sixes = await statuses(12, (i) => post(api, { address: `2001:db8::${i}%eth${i}` }))
    expect(count(sixes, 401)).toBe(6)
  })
})

describe('P-13: every way to present a password', () => {
  const json = JSON.stringify({ username: 'maria', password: 'wrong' })
  const multipart = new FormData()
  multipart.set('username', 'maria')
  multipart.set('password', 'wrong')
  const bodies: readonly [string, URLSearchParams | FormData | string, string?][] = [
    ['a form', new URLSearchParams({ username: 'maria', password: 'wrong' })],
    ['a multipart form', multipart],
    ['JSON', json, 'application/json'],
  ]
  const ways: readonly [string, (api: TokenApi) => Promise<unknown>][] = [
    ...bodies.map(([what, body, type]): [string, (api: TokenApi) => Promise<unknown>] => [
      what,
      (api) =>
        api.handle(
          new Request('http://x/token/new.json', {
            method: 'POST',
            body,
            ...(type === undefined ? {} : { headers: { 'content-type': type } }),
          }),
        ),
    ]),
    ['api.login', (api) => api.login('maria', 'wrong').catch(() => {})],
  ]

  it.each(ways)('%s counts, and is refused by what the others counted', async (_what, present) => {
    const { api, hasher } = setup()
    for (let i = 0; i < 5; i++) for (const [, other] of ways.slice(0, 2)) await other(api)
    expect(hasher.hashes).toBe(10)
    await present(api)
    expect(hasher.hashes).toBe(10)
    await api.unlock('maria')
    for (let i = 0; i < 20; i++) await present(api)
    expect(hasher.hashes).toBe(20)
  })

  it('two apis share one throttle, and a backend of one’s own is behind it', async () => {
    const loginThrottle = createLoginThrottle()
    let calls = 0
    const backend = { authenticate: async () => void calls++ }
    const [one, two] = [setup({ loginThrottle, backends: [backend] }), setup({ loginThrottle })]
    await statuses(6, () => post(one.api))
    await statuses(20, () => post(two.api))
    await statuses(20, () => post(one.api))
    expect(calls + two.hasher.hashes).toBe(10)
  })
})

describe('a client that presents a token of the account', () => {
  const bearer = (id: number, token: string): string => `Bearer ${id}:${token}`
  const attacked = async (options: Partial<TokenApiOptions> = {}) => {
    const all = setup(options)
    const token = all.api.makeToken(MARIA as never)
    return { ...all, token, attack: () => statuses(20, () => post(all.api)) }
  }

  it('logs in while others guess, with an expired token too, for 90 days', async () => {
    const { api, clock, token, attack } = await attacked()
    for (const [days, status] of [
      [0, 200],
      [50, 200],
      [40, 200],
      [1, 429],
    ] as const) {
      clock.advance({ days })
      await attack()
      const authorization = bearer(1, token)
      expect((await post(api, { password: 'right', authorization })).status).toBe(status)
    }
  })

  it('has ten guesses and no more', async () => {
    const { api, token, attack, hasher } = await attacked()
    await attack()
    expect(hasher.hashes).toBe(10)
    await statuses(50, () => post(api, { authorization: bearer(1, token) }))
    expect(hasher.hashes).toBe(20)
  })

  it.each([
    ['of another user', (own: string) => bearer(2, own)],
    ['made up', () => bearer(1, '7bl-0123456789abcdef0123')],
    ['malformed', () => 'Basic ###'],
  ])('not one %s', async (_what, authorization) => {
    const { api, token, attack } = await attacked()
    await attack()
    const form = { password: 'right', authorization: authorization(token) }
    expect((await post(api, form)).status).toBe(429)
  })

  it('the token alone is no login', async () => {
    const { api, token } = await attacked()
    expect((await post(api, { authorization: bearer(1, token) })).status).toBe(401)
  })
})

it('an outage, and a client that has gone, are not counted', async () => {
  let down = true
  const hasher = countingHasher()
  const check = hasher.check
  hasher.check = async (password, encoded) => {
    if (down) throw new Error('down')
    return check(password, encoded)
  }
  const { api } = setup({ passwordHasher: hasher })
  expect(count(await statuses(50, () => post(api, { address: '203.0.113.7' })), 503)).toBe(50)
  down = false
  expect(count(await statuses(20, () => post(api, { address: '203.0.113.7' })), 401)).toBe(10)
})

it('a throttle that fails is an outage; one that fails after the login changes nothing', async () => {
  const broken = (part: Partial<LoginThrottle>): LoginThrottle => ({
    ...createLoginThrottle(),
    ...part,
  })
  const before = setup({
    loginThrottle: broken({ begin: () => Promise.reject(new Error('down')) }),
  })
  expect((await post(before.api, { password: 'right' })).status).toBe(503)
  const fails = (): never => {
    throw new Error('down')
  }
  const after = setup({
    loginThrottle: broken({ begin: () => ({ ok: true, succeeded: fails, cancelled: fails }) }),
    onEvent: () => {},
  })
  expect((await post(after.api, { password: 'right' })).status).toBe(200)
  expect((await post(after.api)).status).toBe(401)
})
