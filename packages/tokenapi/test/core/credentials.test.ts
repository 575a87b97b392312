import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { readCredentials } from '../../src/core/credentials.ts'
import { refusalResponse } from '../../src/http/refusal.ts'
import { type RefusedError, isRefusedError } from '../../src/index.ts'

const read = (
  authorization: string | undefined,
  query: Record<string, string> = {},
  form: Record<string, string> = {},
) => {
  try {
    return readCredentials(
      { header: (name) => (name === 'authorization' ? authorization : undefined) },
      new Map(Object.entries(query)),
      new Map(Object.entries(form)),
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
