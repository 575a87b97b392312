import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readCredentials } from '../../src/core/credentials.ts'
import { refusalResponse } from '../../src/http/refusal/refusal.ts'
import { type RefusedError, isRefusedError } from '../../src/index.ts'

const read = (
  authorization: string | undefined,
  query: Record<string, string> = {},
  form: Record<string, string> = {},
  bearerAlone = false,
) => {
  try {
    return readCredentials(
      { header: (name) => (name === 'authorization' ? authorization : undefined) },
      new Map(Object.entries(query)),
      new Map(Object.entries(form)),
      bearerAlone,
    )
  } catch (error) {
    return isRefusedError(error) ? error.code : error
  }
}
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`
const good = { user: '1', token: 't-1' }

describe('RFC 7617 — Basic', () => {
  it.each([
    ['a pair', basic('1:t-1'), good],
    ['the scheme in any case', basic('1:t-1').replace('Basic', 'bAsIc'), good],
    ['several spaces', basic('1:t-1').replace(' ', '   '), good],
    ['spaces behind', `${basic('1:t-1')}  `, good],
    ['the first colon divides', basic('1:a:b'), { user: '1', token: 'a:b' }],
    ['an empty user', basic(':t'), 'missing_credentials'],
    ['an empty token', basic('1:'), 'missing_credentials'],
    ['no colon', basic('1'), 'invalid_request'],
    ['no base64', 'Basic %%%', 'invalid_request'],
    ['padding missing', 'Basic MTp0LTE', 'invalid_request'],
    ['too much padding', 'Basic MTo==', 'invalid_request'],
    ['base64url', 'Basic MTo_', 'invalid_request'],
    ['beyond ASCII', basic('zoé:t-1'), { user: 'zoé', token: 't-1' }],
    ['a byte order mark is a character', basic('\uFEFF1:t-1'), { user: '\uFEFF1', token: 't-1' }],
    ['the last bits left over', 'Basic MTp0LTF=', good],
    ['not UTF-8', 'Basic //46/Q==', 'invalid_request'],
    ['a tab for the space', basic('1:t-1').replace(' ', '\t'), 'invalid_request'],
    ['the scheme alone', 'Basic', 'invalid_request'],
    ['the scheme and a space', 'Basic ', 'invalid_request'],
    ['two fields joined', `${basic('1:t-1')}, ${basic('1:t-1')}`, 'invalid_request'],
  ])('%s', (_name, field, expected) => expect(read(field)).toEqual(expected))
})

describe('RFC 6750 — Bearer, with the user in front', () => {
  it.each([
    ['user:token', 'Bearer 1:t-1', good],
    ['the scheme in any case', 'bEARER 1:t-1', good],
    ['a bare token names no user', 'Bearer t-1', 'missing_credentials'],
    ['nothing', 'Bearer', 'invalid_request'],
    ['a list', 'Bearer x, Basic MTp0LTE=', 'missing_credentials'],
  ])('%s', (_name, field, expected) => expect(read(field)).toEqual(expected))
})

const access = `acme_${'x'.repeat(49)}`
const classic = '7aq-3b7acf3f7e52b77a6cd7'

describe('RFC 6750 and RFC 8959 — a token alone, where access tokens are on', () => {
  it.each([
    ['a token', `Bearer ${access}`, { token: access }],
    ['the scheme in any case', `bEARER  ${access} `, { token: access }],
    ['as a URI', `Bearer secret-token:${access}`, { token: `secret-token:${access}` }],
    ['with its user', `Bearer 1:${access}`, { user: '1', token: access }],
    [
      'with its user, as a URI',
      `Bearer 1:secret-token:${access}`,
      { user: '1', token: `secret-token:${access}` },
    ],
    ['as Basic', basic(`1:secret-token:${access}`), { user: '1', token: `secret-token:${access}` }],
    ['a token of another system is wrong, not missing', 'Bearer eyJ.e30.x', { token: 'eyJ.e30.x' }],
    ['a classic token names no user', `Bearer ${classic}`, 'missing_credentials'],
    ['a classic token with its user', `Bearer 1:${classic}`, { user: '1', token: classic }],
    [
      'a user with the id "secret-token"',
      `Bearer secret-token:${classic}`,
      { user: 'secret-token', token: classic },
    ],
    [
      'the name of the URI in another case is a user',
      `Bearer Secret-Token:t`,
      { user: 'Secret-Token', token: 't' },
    ],
    ['two fields joined', `Bearer ${access}, Bearer ${access}`, 'missing_credentials'],
    ['a character that no bearer token has', 'Bearer t"1', 'missing_credentials'],
    ['a token in Basic still needs its user', basic(`:${access}`), 'missing_credentials'],
  ])('%s', (_name, field, expected) => expect(read(field, {}, {}, true)).toEqual(expected))

  it.each([
    ['the pair of the query counts first', { user: '2', token: 'q' }, { user: '2', token: 'q' }],
    ['half a pair is replaced', { user: '2' }, { token: access }],
    ['a token in the query needs its user', { token: 'q' }, { token: access }],
  ])('%s', (_name, query, expected) =>
    expect(read(`Bearer ${access}`, query, {}, true)).toEqual(expected),
  )

  it('a field of any length is read in one go', () => {
    const long = ' '.repeat(1_000_000)
    expect(read(`Bearer ${long}x${long}y`, {}, {}, true)).toBe('missing_credentials')
  })

  const field = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('B', 'e', ':', ' ', 'secret-token', 't', '"', ',') }),
  )
  it('a field with a pair is read as without access tokens', () => {
    fc.assert(
      fc.property(field, (text) => {
        const without = read(`Bearer ${text}`)
        if (without === 'missing_credentials' || without === 'invalid_request') return
        const pair = without as { user: string; token: string }
        if (pair.user === 'secret-token') return
        expect(read(`Bearer ${text}`, {}, {}, true)).toEqual(without)
      }),
    )
  })
})

describe('other schemes are not ours', () => {
  it.each(['Digest username="1"', 'Token t-1', 'Basicx MTp0LTE=', 'Negotiate abc'])('%s', (field) =>
    expect(read(field)).toBe('missing_credentials'),
  )
})

describe('where the pair is looked for', () => {
  it.each([
    ['body before query, one by one', undefined, { user: '2', token: 't-1' }, { user: '1' }, good],
    [
      'an empty value in the body hides the query',
      undefined,
      { user: '1', token: 't-1' },
      { user: '' },
      'missing_credentials',
    ],
    ['parameters before the header', basic('2:x'), good, {}, good],
    ['a malformed header does not matter then', 'Basic', good, {}, good],
    ['one missing: the header replaces both', basic('1:t-1'), { user: '2' }, {}, good],
    [
      'no name is special',
      undefined,
      { __proto__: 'x' } as Record<string, string>,
      {},
      'missing_credentials',
    ],
  ])('%s', (_name, field, query, form, expected) =>
    expect(read(field, query, form)).toEqual(expected),
  )
})

it('any field gives a pair of texts or a refusal, nothing else', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string().map((s) => `Basic ${s}`),
        fc.base64String().map((s) => `Basic ${s}`),
      ),
      (field) => {
        const result = read(field)
        expect(['missing_credentials', 'invalid_request', 'object']).toContain(
          typeof result === 'string'
            ? result
            : typeof (result as { token: string }).token === 'string'
              ? 'object'
              : 'neither',
        )
      },
    ),
    { numRuns: 2_000 },
  )
})

// A megabyte, so that a reading whose time grows with the square would take minutes.
describe('a field of any length is read in one go', () => {
  const parts = ['', '!', ' ', '=', ':b', '\n']
  const long = [' ', '\t', ' \t', 'a ', 'aaaa', ':', 'a:', '=']
  it.each(['Basic ', 'Basic MTo', 'Bearer ', 'Bearer 1:', 'Digest ', 'Basic', ''])(
    '"%s"',
    (start) => {
      for (const run of long) {
        for (const end of parts) {
          const field = start + run.repeat(1_000_000 / run.length) + end
          expect(read(field)).not.toBeInstanceOf(Error)
        }
      }
    },
  )
})

describe('nothing that can be read where access tokens are on: the texts name how an access token is sent', () => {
  const CLASSIC = 'A classic token needs its user in front: Authorization: Bearer USER:TOKEN'
  const ALONE = 'Send the token alone, without quotation marks: Authorization: Bearer TOKEN'
  it.each<[field: string | undefined, advice: string | undefined]>([
    [undefined, undefined],
    ['Digest x', undefined],
    ['Bearer "acme_1"', ALONE],
    ['bearer <acme_1>', ALONE],
    ['Bearer acme_1 acme_2', ALONE],
    ['Bearer 7:', ALONE],
    ['Bearer 8gd-0123456789abcdef0123', CLASSIC],
  ])('%s', async (field, advice) => {
    const view = { method: 'GET', header: () => field }
    const refused = (places?: ('header' | 'query' | 'form')[]): RefusedError => {
      try {
        readCredentials(view, new Map(), new Map(), true, places)
      } catch (error) {
        if (isRefusedError(error)) return error
      }
      throw new Error('let in')
    }
    const answer = refusalResponse(refused(), view, 'api')
    const challenge = 'Bearer realm="api"'
    expect([answer.status, answer.headers.get('www-authenticate'), await answer.json()]).toEqual([
      401,
      advice === undefined
        ? challenge
        : `${challenge}, error="invalid_token", error_description="${advice}"`,
      {
        success: false,
        errors:
          "Must include a token: `Authorization: Bearer TOKEN`, or 'user' and 'token' parameters.",
      },
    ])
    expect(refused(['header']).message).toBe('Must include a token: `Authorization: Bearer TOKEN`.')
    expect(refused(['query', 'form']).message).toBe(
      "Must include 'user' and 'token' parameters with request.",
    )
  })
})

describe('a bearer token without its user: the challenge names the form, the body stays the original’s', () => {
  const refusalOf = (authorization: string): RefusedError => {
    try {
      readCredentials({ header: () => authorization }, new Map(), new Map())
    } catch (error) {
      if (isRefusedError(error)) return error
    }
    throw new Error('let in')
  }
  const view = (authorization: string) => ({ method: 'GET', header: () => authorization })
  it.each(['Bearer secret-token-1', 'bearer 8gd-0123456789abcdef0123', 'Bearer 7:', 'Bearer :t-1'])(
    '%s',
    async (authorization) => {
      const answer = refusalResponse(refusalOf(authorization), view(authorization), 'api')
      expect([answer.status, answer.headers.get('www-authenticate'), await answer.text()]).toEqual([
        401,
        'Bearer realm="api", error="invalid_token", error_description="A bearer token needs its user in front: Authorization: Bearer USER:TOKEN"',
        `{"success": false, "errors": "Must include 'user' and 'token' parameters with request."}`,
      ])
    },
  )
  it('another scheme is answered as ever', () => {
    const answer = refusalResponse(refusalOf('Digest x'), view('Digest x'), 'api')
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="api"')
  })
})
