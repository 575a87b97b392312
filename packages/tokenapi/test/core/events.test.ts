/** What a listener hears, and that its mistakes stay its own. */
import { setTimeout as later } from 'node:timers/promises'

import { afterEach, describe, expect, it, vi } from 'vitest'

import {
  type TokenApi,
  type TokenApiEvent,
  type TokenApiOptions,
  createTokenApi,
} from '../../src/index.ts'
import { maskedPath } from '../../src/http/refusal/masked-path.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'
import { mistypedToken } from '../support/mistyped-token.ts'

const password = await makePassword('right', { iterations: 1_000 })
const users = [
  { id: 1, username: 'maria', password, isActive: true },
  { id: 2, username: 'zoe', password, isActive: false },
  { id: 3, username: 'kim', password: 'md5-but-not-of-django', isActive: true },
]
const SECRET = 'a secret of these tests, long enough'

function apiWith(options: Partial<TokenApiOptions>): TokenApi {
  const passwordHasher = createPasswordHasher({ iterations: 1_000 })
  return createTokenApi({
    secretKey: SECRET,
    store: memoryStore(users),
    passwordHasher,
    ...options,
  })
}

function listened(options: Partial<TokenApiOptions> = {}): {
  api: TokenApi
  heard: TokenApiEvent[]
} {
  const heard: TokenApiEvent[] = []
  return { api: apiWith({ ...options, onEvent: (event) => heard.push(event) }), heard }
}

const login = (username: string, word: string, headers: Record<string, string> = {}): Request =>
  new Request('http://x/token/new.json', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ username, password: word }),
  })

describe('a login tells who, from where, and why not', () => {
  it.each([
    ['maria', 'right', { name: 'login.succeeded', userId: 1 }],
    [
      'maria',
      'wrong',
      { name: 'login.failed', code: 'invalid_login', reason: 'wrong password', userId: 1 },
    ],
    [
      'nobody',
      'right',
      { name: 'login.failed', code: 'invalid_login', reason: 'unknown user', userId: undefined },
    ],
    [
      'zoe',
      'right',
      { name: 'login.failed', code: 'invalid_login', reason: 'inactive user', userId: 2 },
    ],
    [
      'kim',
      'right',
      { name: 'login.failed', code: 'invalid_login', reason: 'unreadable hash', userId: 3 },
    ],
  ])('%s with the password "%s"', async (username, word, expected) => {
    const { api, heard } = listened()
    const options = { address: '203.0.113.7' }
    await api.handle(login(username, word, { 'x-request-id': 'r-1' }), options)
    const request = { method: 'POST', path: '/token/new.json', address: '203.0.113.7', id: 'r-1' }
    await delivered()
    const logins = heard.filter(({ name }) => name.startsWith('login.'))
    expect(logins).toEqual([{ time: expect.any(Date), username, request, ...expected }])
    expect(JSON.stringify(heard)).not.toMatch(/right"|wrong"|pbkdf2|md5-but/)
  })
})

describe('the path of an event holds no token, however it is spelled', () => {
  const token = '8gd-0123456789abcdef0123'
  const mark = /^\[token:[0-9a-f]{8}\]$/
  const escaped = [...token].map((each) => `%${each.charCodeAt(0).toString(16)}`).join('')
  it.each([
    ['plain', token],
    ['its dash escaped', token.replace('-', '%2d')],
    ['escaped twice', token.replace('-', '%252d')],
    ['every character escaped', escaped],
    ['in capitals', token.toUpperCase()],
    ['within other text', `report-${token}.pdf`],
  ])('%s', (_how, spelled) => {
    const path = maskedPath(`/token/${spelled}/7.json?user=7&token=${token}`, `/${spelled}/7.json`)
    expect(path.split('/')).toEqual(['', 'token', expect.stringMatching(mark), '7.json'])
    expect(maskedPath(`/files/${spelled}`).split('/').at(-1)).toMatch(mark)
  })
  it.each([
    [
      'what stands in its place',
      '/token/my-password/7.json',
      '/my-password/7.json',
      '/token/[masked]/7.json',
    ],
    [
      'its slash escaped',
      '/token/my-password%2f7.json',
      '/my-password%2f7.json',
      '/token/[masked]',
    ],
    [
      'an access token',
      `/files/acme_${'x'.repeat(49)}/${'y'.repeat(30)}`,
      undefined,
      `/files/[token:a9dd1bd8]/${'y'.repeat(30)}`,
    ],
    [
      'the id of a record is no token',
      '/token/tokens/0123456789abcdefghijkl/rename.json',
      '/tokens/0123456789abcdefghijkl/rename.json',
      '/token/tokens/0123456789abcdefghijkl/rename.json',
    ],
    [
      'all records',
      '/token/tokens/revoke-all.json',
      '/tokens/revoke-all.json',
      '/token/tokens/revoke-all.json',
    ],
    ['a new token', '/token/new.json?a=b', '/new.json?a=b', '/token/new.json'],
    ['user info', 'http://u:p@h/items/7', undefined, '/items/7'],
    ['a line of its own', '/a\r\nb', undefined, '/a??b'],
    [
      'an uuid',
      '/u/550e8400-e29b-41d4-a716-446655440000',
      undefined,
      '/u/550e8400-e29b-41d4-a716-446655440000',
    ],
  ])('%s', (_what, target, below, expected) => {
    expect(maskedPath(target, below)).toBe(expected)
  })
})

describe('a listener that fails changes no answer', () => {
  it.each<[string, TokenApiOptions['onEvent']]>([
    [
      'throws',
      () => {
        throw new Error('of the listener')
      },
    ],
    ['rejects', () => Promise.reject(new Error('of the listener'))],
    [
      'gives a thenable that throws',
      () => ({
        // oxlint-disable-next-line unicorn/no-thenable -- a listener may give anything
        then: () => {
          throw new Error('of the listener')
        },
      }),
    ],
    [
      'throws nothing',
      () => {
        throw undefined
      },
    ],
  ])('%s', async (_how, onEvent) => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    try {
      const api = apiWith({ onEvent })
      const { user, token } = await api.login('maria', 'right')
      const guarded = api.tokenRequired(() => new Response('in'))
      const ask = (bearer: string): Promise<Response> =>
        guarded(new Request('http://x/', { headers: { authorization: `Bearer ${bearer}` } }))
      expect((await ask(`${user.id}:${token}`)).status).toBe(200)
      expect((await ask(`${user.id}:${mistypedToken(token)}`)).status).toBe(403)
      expect((await api.handle(login('maria', 'wrong'))).status).toBe(401)
      // A rejection that was not heard would end the process here.
      await later(5)
      const codes = emit.mock.calls.map(([, options]) => (options as { code?: string }).code)
      expect(codes.filter((code) => code !== 'TOKENAPI_ON_EVENT')).toEqual([])
      expect(codes.length).toBeLessThanOrEqual(1)
    } finally {
      emit.mockRestore()
    }
  })
})

describe('onRefused once for a whole api', () => {
  const own = (from: string) => () => new Response(from, { status: 401 })
  const bodyOf = async (response: Response | Promise<Response>): Promise<string> =>
    (await response).text()

  it('words the refusals of guards and of token routes; the nearer one wins', async () => {
    const api = apiWith({ onRefused: own('api') })
    const handler = (): Response => new Response('in')
    const request = (): Request => new Request('http://x/')
    expect(await bodyOf(api.tokenRequired(handler)(request()))).toBe('api')
    expect(await bodyOf(api.tokenRequired({ onRefused: own('guard') }, handler)(request()))).toBe(
      'guard',
    )
    expect(await bodyOf(api.handle(login('maria', 'wrong')))).toBe('api')
    expect(await bodyOf(api.handle(login('maria', 'wrong'), { onRefused: own('routes') }))).toBe(
      'routes',
    )
    expect(await bodyOf(api.handle(new Request('http://x/token/none')))).toBe('api')
  })
  it('a 405 keeps the methods that it must name', async () => {
    const onRefused = () => new Response('no', { status: 405 })
    const response = await apiWith({ onRefused }).handle(new Request('http://x/token/new.json'))
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST'])
  })
  it('is never asked about an outage', async () => {
    const findByUsername = (): Promise<never> => Promise.reject(new Error('gone'))
    const store = { ...memoryStore(users), findByUsername }
    const { api } = listened({ store, onRefused: own('api') })
    expect((await api.handle(login('maria', 'right'))).status).toBe(503)
  })
})

describe('what there is to mend', () => {
  afterEach(() => vi.restoreAllMocks())

  it.each<[string, Partial<TokenApiOptions>, string | undefined]>([
    ['a key of 20 characters', { secretKey: 'abcdefghijklmnopqrst' }, 'TOKENAPI_WEAK_SECRET'],
    ['a key of one character', { secretKey: 'k'.repeat(40) }, 'TOKENAPI_WEAK_SECRET'],
    ['one that Django made', { secretKey: `django-insecure-${SECRET}` }, 'TOKENAPI_WEAK_SECRET'],
    ['an old key', { secretKey: [SECRET, 'k'.repeat(40)] }, 'TOKENAPI_WEAK_SECRET'],
    ['a strong key', { secretKey: SECRET }, undefined],
  ])('%s', async (_name, options, code) => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const { heard } = listened(options)
    await delivered()
    expect(heard.map((event) => event.name === 'warning.found' && event.code)).toEqual(
      code === undefined ? [] : [code],
    )
    expect(JSON.stringify(heard)).not.toContain(String([options.secretKey].flat().at(-1)))
    // `onEvent` was told, so nothing else is said.
    expect(emit).not.toHaveBeenCalled()
  })

  it('without a listener it is a warning of the process, with a code and the fix, once', async () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const findById = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('secret-in-words'), { code: 'ECONNREFUSED' }))
    const api = apiWith({ store: { ...memoryStore(users), findById } })
    const guarded = api.tokenRequired(() => new Response('in'))
    const token = apiWith({}).makeToken(users[0] as never)
    const headers = { authorization: `Bearer 1:${token}` }
    for (let i = 0; i < 3; i++) {
      expect((await guarded(new Request('http://x/', { headers }))).status).toBe(503)
    }
    await api.handle(login('kim', 'right'))
    await api.handle(login('kim', 'right'))
    const said = emit.mock.calls as unknown as [
      string,
      { type: string; code: string; detail: string },
    ][]
    expect(said.map(([, { type, code }]) => [type, code])).toEqual([
      ['TokenApiWarning', 'TOKENAPI_UNAVAILABLE'],
      ['TokenApiWarning', 'TOKENAPI_UNREADABLE_HASH'],
    ])
    expect(said[0]?.[0]).toContain('ECONNREFUSED')
    expect(said[1]?.[0]).toContain('user 3')
    expect(said.every(([, { detail }]) => detail.length > 10)).toBe(true)
    expect(JSON.stringify(said)).not.toMatch(/secret-in-words|md5-but/)
  })
})
