/** The format of access tokens. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import {
  makeAccessToken,
  makeTokenId,
  readAccessToken,
} from '../../src/core/access/access-token.ts'
import { accessTokenPattern } from '../../src/index.ts'
import golden from './access-token.golden.json' with { type: 'json' }

const PREFIXES = ['tokenapi', 'my_app_2', 'acme', 'a']
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('formats are for ever', () => {
  it.each(golden)('$token', ({ prefix, token, digest }) => {
    expect(readAccessToken(token, [prefix])).toBe(digest)
    expect(readAccessToken(token, ['other', prefix])).toBe(digest)
    expect(readAccessToken(`secret-token:${token}`, [prefix])).toBe(digest)
    expect(readAccessToken(token, ['other'])).toBeUndefined()
  })
})

describe('T-02: a token has 256 bits of the system generator', () => {
  it('no two are the same, and each bit is set in half of them', () => {
    const count = 4_000
    const randoms = Array.from({ length: count }, () =>
      decode(makeAccessToken('acme').slice(5, 48)),
    )
    expect(new Set(randoms).size).toBe(count)
    expect(new Set(Array.from({ length: count }, makeTokenId)).size).toBe(count)
    for (let bit = 0n; bit < 256n; bit++) {
      const set = randoms.filter((random) => ((random >> bit) & 1n) === 1n).length
      // Ten standard deviations of a fair coin.
      expect(Math.abs(set - count / 2)).toBeLessThan(10 * Math.sqrt(count / 4))
    }
  })

  it('the sources of tokens use no other generator', () => {
    const core = join(import.meta.dirname, '../../src/core')
    const sources = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?:token|ticket|base62).*\.ts$/.test(name),
    )
    expect(sources).toContain(join('access', 'base62.ts'))
    for (const name of sources) {
      expect(readFileSync(join(core, name), 'utf8'), name).not.toMatch(/Math\.random|uuid/i)
    }
  })
})

describe('T-06: a token has one spelling', () => {
  const token = makeAccessToken('acme')
  it.each([
    ['upper case', token.toUpperCase()],
    ['lower case', token.toLowerCase()],
    ['a zero in front', `0${token}`],
    ['a zero in front of the random part', token.replace('_', '_0')],
    ['a character less', token.slice(0, -1)],
    ['a character more', `${token}0`],
    ['a line feed at the end', `${token}\n`],
    ['a space in front', ` ${token}`],
    ['URL-encoded', token.replace('_', '%5F')],
    ['another checksum', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['the prefix in another case', token.replace('acme', 'Acme')],
    ['the form of RFC 8959 in another case', `Secret-Token:${token}`],
    ['the form of RFC 8959 twice', `secret-token:secret-token:${token}`],
    ['the prefix alone', 'acme_'],
    ['without a prefix', token.slice(4)],
    ['nothing', ''],
    ['full-width digits', token.replace(/[0-9]/, '１')],
  ])('%s is refused', (_what, text) => {
    expect(readAccessToken(text, PREFIXES)).toBeUndefined()
  })
})

it('the pattern for scanners finds each token in a text, and no longer word', () => {
  for (const { prefix, token } of golden) {
    const pattern = new RegExp(accessTokenPattern(prefix), 'g')
    expect(`a="${token}" secret-token:${token},${token}0 x${token}`.match(pattern)).toEqual([
      token,
      token,
    ])
  }
})

function decode(digits: string): bigint {
  let value = 0n
  for (const digit of digits) value = value * 62n + BigInt(ALPHABET.indexOf(digit))
  return value
}
