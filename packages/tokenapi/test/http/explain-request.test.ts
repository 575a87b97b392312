/** Where an explanation of a request has looked for credentials, and what was missing. */
import { describe, expect, it } from 'vitest'

import { type AuthenticateOptions, type Explanation, createTokenApi } from '../../src/index.ts'
import { viewOfIncoming } from '../../src/http/view/incoming-view.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { inMemoryApi } from '../../src/testing/index.ts'

const { api, loginAs, user } = inMemoryApi({ users: ['maria'] })
const { id } = await user('maria')
const { authorization } = loginAs('maria')
const token = authorization.slice(`Bearer ${id}:`.length)
const pair = `user=${id}&token=${token}`
const FORM = 'application/x-www-form-urlencoded'

const get = (headers: Record<string, string> = {}, query = ''): Request =>
  new Request(`http://x/${query}`, { headers })
const post = (body: string, type: string = FORM, query = ''): Request =>
  new Request(`http://x/${query}`, { method: 'POST', body, headers: { 'content-type': type } })

function placesOf({ steps }: Explanation): readonly string[] {
  const places = new Set(['form', 'query', 'header', 'credentials'])
  return steps
    .filter(({ step }) => places.has(step))
    .map(({ step, ok, found, fix }) => `${step} ${ok}: ${found}${fix ? ` → ${fix}` : ''}`)
}

describe('where credentials were looked for', () => {
  it.each<
    [string, Request, AuthenticateOptions | undefined, string | true, readonly (string | RegExp)[]]
  >([
    [
      'Bearer with the user',
      get({ authorization }),
      undefined,
      true,
      [
        'header true: Bearer, with user and token',
        'credentials true: user and token of the header',
      ],
    ],
    [
      'Basic',
      get({ authorization: `Basic ${btoa(`${id}:${token}`)}` }),
      undefined,
      true,
      ['header true: Basic, with user and token'],
    ],
    [
      'query',
      get({}, `?${pair}`),
      undefined,
      true,
      [
        'query true: `user` and `token`',
        'header skipped: not needed: it counts last',
        /^credentials true: user and token of form and query/,
      ],
    ],
    ['form', post(pair), undefined, true, ['form true: `user` and `token`']],
    [
      'form and query',
      post(`user=${id}`, FORM, `?token=${token}`),
      undefined,
      true,
      ['form skipped: only `user` in the form', 'query skipped: only `token` in the query string'],
    ],
    [
      'nothing',
      get(),
      undefined,
      'missing_credentials',
      [
        'header skipped: no Authorization header',
        /^credentials false: there is no user with a token.* → Send `Authorization: Bearer/,
      ],
    ],
    [
      'nothing at an optional guard',
      get(),
      { optional: true },
      true,
      [/^credentials true: none; the guard is optional/],
    ],
    [
      'Bearer without a user',
      get({ authorization: `Bearer ${token}` }),
      undefined,
      'missing_credentials',
      [
        'header false: Bearer, with a token and no user → Put the user id in front: `Authorization: Bearer USER:TOKEN`.',
      ],
    ],
    [
      'Basic without a token',
      get({ authorization: `Basic ${btoa(`${id}:`)}` }),
      undefined,
      'missing_credentials',
      [/^header false: Basic, with no token/],
    ],
    [
      'Basic in the URL alphabet',
      get({ authorization: 'Basic _-8' }),
      undefined,
      'invalid_request',
      [/^header false: Authorization is malformed → Encode `USER:TOKEN` in standard base64/],
    ],
    [
      'a known scheme',
      get({ authorization: `Token ${token}` }),
      undefined,
      'missing_credentials',
      [/^header false: the scheme Token is not read → Send/],
    ],
    [
      'an unknown scheme is not repeated',
      get({ authorization: `${token} x` }),
      undefined,
      'missing_credentials',
      [
        'header false: Authorization has a scheme that is not read → Send `Authorization: Bearer USER:TOKEN`, or Basic with the user id as name and the token as password.',
      ],
    ],
    [
      'no scheme',
      get({ authorization: `${id}:${token}` }),
      undefined,
      'invalid_request',
      [/^header false: Authorization is malformed → Begin with the scheme/],
    ],
    [
      'two headers',
      get({ authorization: `Basic ${btoa('a:b')}, Basic ${btoa('a:b')}` }),
      undefined,
      'invalid_request',
      [/malformed → Send one Authorization header/],
    ],
    [
      'other headers',
      get({ 'x-api-key': token }),
      undefined,
      'missing_credentials',
      ['header skipped: no Authorization header; there is x-api-key, which is not read'],
    ],
    [
      'other names',
      get({}, `?access_token=${token}&id=1`),
      undefined,
      'missing_credentials',
      [
        'query skipped: no `user` and no `token` in the query string → The names are `user` and `token`, and not `id`, `access_token`.',
      ],
    ],
    [
      'JSON',
      post(JSON.stringify({ user: 1, token }), 'application/json'),
      undefined,
      'missing_credentials',
      [
        /^form skipped: not read: the body is JSON, .* → Send the credentials in the Authorization header/,
      ],
    ],
    [
      'a place that is not read',
      get({}, `?${pair}`),
      { credentials: ['header'] },
      'missing_credentials',
      [
        'query skipped: not read: `credentials` is header → If clients present them there, add "query" to `credentials` (CREDENTIALS).',
      ],
    ],
    [
      'the header, not read',
      get({ authorization }),
      { credentials: ['query'] },
      'missing_credentials',
      [/^header skipped: not read: `credentials` is query/],
    ],
    [
      'the form of another method',
      new Request('http://x/', { method: 'PUT', body: pair, headers: { 'content-type': FORM } }),
      undefined,
      'missing_credentials',
      [/^form skipped: not read: only the form of a POST/],
    ],
    [
      'too many fields',
      post('a&'.repeat(2_000)),
      undefined,
      'invalid_request',
      [/^form false: cannot be read: There must not be more than 1000 fields/],
    ],
    [
      'a long target',
      get({}, `?${'a'.repeat(9_000)}`),
      undefined,
      'uri_too_long',
      [/^query false: cannot be read: The URL must not be longer/],
    ],
    [
      'a large body',
      post(`a=${'a'.repeat(200_000)}`),
      undefined,
      'content_too_large',
      [/^form false: cannot be read: The body must not be larger/],
    ],
  ])('%s', async (_case, request, options, verdict, expected) => {
    const decided = await api.authenticate(request.clone(), options).then(
      () => true,
      (error: { code?: string }) => error.code,
    )
    const explanation = await api.explain(request, options)
    expect(explanation.accepted ? true : explanation.code).toBe(verdict)
    expect(decided).toBe(verdict)
    const places = placesOf(explanation)
    for (const line of expected) {
      expect(places).toContainEqual(typeof line === 'string' ? line : expect.stringMatching(line))
    }
    expect(JSON.stringify(explanation)).not.toContain(token.slice(6))
    expect(explanation.accepted).toBe(
      explanation.steps.every(({ ok }) => ok === true || ok === 'skipped'),
    )
  })
})

it('the body of a request is still there afterwards', async () => {
  const request = post(pair)
  await api.explain(request)
  await expect(request.text()).resolves.toBe(pair)
})

it('a view of an adapter is explained, its body asked for once', async () => {
  let asked = 0
  const view = {
    ...viewOfIncoming({ headers: { 'content-type': FORM } } as never, '/'),
    method: 'POST',
    parsed: () => undefined,
    body: async () => {
      asked++
      return new TextEncoder().encode(pair)
    },
  }
  expect(await api.explain(view)).toMatchObject({ accepted: true })
  expect(asked).toBe(1)
})

it('a body that breaks is no refusal of the credentials', async () => {
  const view = {
    method: 'POST',
    target: '/',
    header: (name: string) => (name === 'content-type' ? FORM : undefined),
    body: () => Promise.reject(new TypeError('broken')),
  }
  const explanation = await api.explain(view)
  expect(explanation).toMatchObject({ accepted: false, code: 'temporarily_unavailable' })
  expect(explanation.steps.at(-1)).toMatchObject({ step: 'credentials', ok: 'unknown' })
})

it('options are those of `authenticate`, under its own name', async () => {
  const own = createTokenApi({
    secretKey: 'a secret key for the tests alone, long',
    store: memoryStore(),
  })
  await expect(own.explain(get(), { credential: ['header'] } as never)).rejects.toThrow(
    '`explain` has no option `credential`. Did you mean `credentials`?',
  )
})
