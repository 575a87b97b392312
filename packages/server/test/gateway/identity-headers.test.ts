/** Values of identity headers. */
import { describe, expect, it } from 'vitest'

import { headerList, headerValue } from '../../dist/gateway/header-value.js'
import { identityHeaders, oauth2ProxyHeaders } from '../../dist/gateway/identity-headers.js'

describe('A-06: a value of a header is printable ASCII, and decodes to the text', () => {
  it.each([
    ['maria', 'maria'],
    ['maria@example.com', 'maria@example.com'],
    ['zoé', 'zo%C3%A9'],
    ['李 雷', '%E6%9D%8E%20%E9%9B%B7'],
    ['😀', '%F0%9F%98%80'],
    ['a\r\nX-Userid: 1', 'a%0D%0AX-Userid:%201'],
    ['a\0b\t\u007f\u0085\u2028', 'a%00b%09%7F%C2%85%E2%80%A8'],
    ['100%', '100%25'],
    ['%0d%0a', '%250d%250a'],
    ['a,b;c="d"\\', 'a%2Cb%3Bc=%22d%22%5C'],
    [' a ', '%20a%20'],
    ['-', '%2D'],
  ])('%j is %s', (text, value) => {
    expect(headerValue(text)).toBe(value)
    expect(decodeURIComponent(value)).toBe(text)
  })

  it('"-" for an empty text and for one that is too long: never a part of it', () => {
    expect(headerValue('')).toBe('-')
    expect(headerValue('x'.repeat(1_024))).toHaveLength(1_024)
    expect(headerValue('x'.repeat(1_025))).toBe('-')
    expect(headerValue('é'.repeat(200))).toBe('-')
  })

  it('every character of a byte', () => {
    for (let unit = 0; unit < 0x300; unit++) {
      const text = `a${String.fromCharCode(unit)}b`
      expect(headerValue(text)).toMatch(/^[!-~]+$/)
      expect(decodeURIComponent(headerValue(text))).toBe(text)
    }
    expect(headerValue('\ud800')).toBe('%EF%BF%BD')
  })

  it('lists: "-" without items, and for too many', () => {
    expect(headerList(['a', 'b,c'], ',')).toBe('a,b%2Cc')
    expect(headerList([], ' ')).toBe('-')
    expect(
      headerList(
        Array.from({ length: 50 }, () => 'x'.repeat(100)),
        ' ',
      ),
    ).toBe('-')
  })
})

const user = { id: 7, username: 'boss@example.com', isActive: true }
const dates = { issuedAt: new Date(0), expiresAt: new Date(1) }

it('headers of an access token and of a classic one', () => {
  const access = { kind: 'access', id: 'AbC', name: 'x', scopes: ['a', 'b'], ...dates } as const
  expect(identityHeaders({ user, token: access })).toEqual({
    'X-Userid': '7',
    'X-Username': 'boss@example.com',
    'X-Tokenid': 'AbC',
    'X-Scopes': 'a b',
  })
  const classic = { kind: 'classic', scopes: ['*'], ...dates } as const
  expect(identityHeaders({ user, token: classic })).toMatchObject({
    'X-Tokenid': '-',
    'X-Scopes': '*',
  })
})

it('A-06: a user name that looks like an e-mail address is nobody’s address', () => {
  const token = { kind: 'classic', scopes: ['*'], ...dates } as const
  expect(oauth2ProxyHeaders({ user, token })).toEqual({
    'X-Auth-Request-User': '7',
    'X-Auth-Request-Email': '7@user.invalid',
    'X-Auth-Request-Preferred-Username': 'boss@example.com',
    'X-Auth-Request-Groups': '*',
  })
})
