import { describe, expect, it } from 'vitest'

import {
  type AuthenticationBackend,
  type NewUser,
  type PasswordHasher,
  RefusedError,
  type TokenApi,
  type StoredUser,
  createTokenApi,
  passwordBackend,
} from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const iterations = 1_000
const users: NewUser[] = [
  { id: 1, username: 'maria', password: await makePassword('right', { iterations }) },
  {
    id: 2,
    username: 'ines',
    password: await makePassword('right', { iterations }),
    isActive: false,
  },
  { id: 3, username: 'nologin', password: await makePassword(null) },
  { id: 4, username: 'broken', password: 'pbkdf2_sha256$1000$salt' },
  { id: 5, username: 'old', password: 'md5$salt$0123456789abcdef0123456789abcdef' },
]

const counting = (): PasswordHasher & { calls: number } => {
  const hasher = createPasswordHasher({ iterations })
  const counted = {
    calls: 0,
    check: (password: string, encoded: string | undefined) => (
      counted.calls++,
      hasher.check(password, encoded)
    ),
    make: (password: string) => hasher.make(password),
    mustUpdate: () => false,
  }
  return counted
}

const post = (api: TokenApi, fields: Record<string, string>): Promise<Response> =>
  api.handle(
    new Request('http://x/token/new.json', { method: 'POST', body: new URLSearchParams(fields) }),
  )

describe('P-01, P-02: every failed login gets the same answer and costs one check of the hasher', () => {
  const hasher = counting()
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(users),
    passwordHasher: hasher,
  })
  it.each([
    ['unknown', 'nobody', 'right'],
    ['wrong', 'maria', 'wrong'],
    ['inactive, right', 'ines', 'right'],
    ['inactive, wrong', 'ines', 'wrong'],
    ['unusable', 'nologin', 'right'],
    ['broken hash', 'broken', 'right'],
    ['old format', 'old', 'right'],
  ])('%s', async (_class, username, password) => {
    const before = hasher.calls
    const response = await post(api, { username, password })
    expect(hasher.calls - before).toBe(1)
    expect(response.status).toBe(401)
    expect(await response.text()).toBe(
      '{"success": false, "errors": "Unable to log you in, please try again."}',
    )
    expect(Object.fromEntries(response.headers)).toEqual({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'referrer-policy': 'no-referrer',
      'vary': 'Authorization, Accept',
      'www-authenticate': 'Bearer realm="api"',
      'x-content-type-options': 'nosniff',
    })
  })
})

describe('backends decide in order', () => {
  const maria: StoredUser = { id: 1, username: 'maria', password: '', isActive: true }
  const says = (
    answer: StoredUser | undefined,
    log: string[],
    name: string,
  ): AuthenticationBackend => ({
    authenticate: async () => (log.push(name), answer),
  })
  const apiWith = (backends: AuthenticationBackend[]) =>
    createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store: memoryStore(users),
      backends,
    })

  it('the first that knows the user ends the search', async () => {
    const log: string[] = []
    const api = apiWith([says(undefined, log, 'a'), says(maria, log, 'b'), says(maria, log, 'c')])
    expect((await api.login('x', 'y')).user).toMatchObject({ id: 1, username: 'maria' })
    expect(log).toEqual(['a', 'b'])
  })
  it('a backend that refuses ends it as well', async () => {
    const log: string[] = []
    const refusing: AuthenticationBackend = {
      authenticate: async () => Promise.reject(new RefusedError('invalid_login', 'Not from here.')),
    }
    await expect(apiWith([refusing, says(maria, log, 'b')]).login('x', 'y')).rejects.toThrow(
      'Not from here.',
    )
    expect(log).toEqual([])
  })
  it('an inactive user whom a backend let pass is told so', async () => {
    const response = await post(apiWith([says({ ...maria, isActive: false }, [], 'a')]), {
      username: 'x',
      password: 'y',
    })
    expect(response.status).toBe(403)
    expect(await response.text()).toContain('User account is disabled.')
  })
  it('by e-mail', async () => {
    const store = memoryStore(users)
    const emails = new Map([['maria@example.com', 'maria']])
    const byEmail = passwordBackend({
      hasher: createPasswordHasher({ iterations }),
      find: async (email) => store.findByUsername(emails.get(email) ?? ''),
    })
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store,
      backends: [byEmail],
    })
    expect((await api.login('maria@example.com', 'right')).user.username).toBe('maria')
    await expect(api.login('maria', 'right')).rejects.toThrow(RefusedError)
  })
  it('no backend at all is the developer’s error', () =>
    expect(() => apiWith([])).toThrow(/`backends`/))
})

describe('the client of a hash', () => {
  const seen: unknown[] = []
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(users),
    passwordHasher: {
      check: async (_password, _encoded, client) => (seen.push(client), true),
      make: async () => 'unused',
      mustUpdate: () => false,
    },
  })
  it('has its network in one spelling, and its signal', async () => {
    const { signal } = new AbortController()
    await api.login('maria', 'right', { address: '::ffff:192.0.2.1', signal })
    await api.login('maria', 'right')
    await post(api, { username: 'maria', password: 'right' })
    expect(seen).toMatchObject([
      { network: '192.0.2.1', signal },
      { network: undefined, signal: undefined },
      { network: undefined, signal: expect.any(AbortSignal) as AbortSignal },
    ])
  })
})

it('a client that is gone costs no hash, is refused, and is not counted', async () => {
  const counts: string[] = []
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(users),
    passwordHasher: createPasswordHasher({ iterations, jobs: 1 }),
    loginThrottle: {
      begin: () => ({
        ok: true,
        succeeded: () => void counts.push('succeeded'),
        cancelled: () => void counts.push('cancelled'),
      }),
      unlock: () => false,
      state: () => ({ isThrottled: false, failures: 0 }),
    },
  })
  const gone = api.login('maria', 'right', { signal: AbortSignal.abort() })
  await expect(gone).rejects.toMatchObject({ code: 'invalid_request', reason: 'client gone' })
  expect(counts).toEqual(['cancelled'])
  await api.login('maria', 'right')
  expect(counts).toEqual(['cancelled', 'succeeded'])
})

it.each([
  ['maria\0', 'right'],
  ['maria', 'right\0'],
  ['maria', '\ud800'],
])('%j with %j is nobody', async (username, password) => {
  const api = createTokenApi({
    secretKey: 'a secret of these tests, long enough',
    store: memoryStore(users),
  })
  await expect(api.login(username, password)).rejects.toMatchObject({ code: 'invalid_login' })
})
