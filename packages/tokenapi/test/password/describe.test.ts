/** What stored hashes are told to be, against every recorded one. */
import { describe, expect, it } from 'vitest'

import { bareFormatOf } from '../../src/password/bare-format.ts'
import { checkPassword, describePassword, makePassword } from '../../src/password/index.ts'
import { type Tier, readCorpus } from '../support/corpus.ts'

interface Row {
  readonly tier: Tier
  readonly algorithm: string
  readonly encoded: string | null
  readonly valid?: boolean
}
type Text = Row & { readonly encoded: string }
const rows = readCorpus<{ rows: Row[] }>('passwords.json').rows.filter(
  (row): row is Text => row.encoded !== null,
)
const algorithms = [...new Set(rows.map(({ algorithm }) => algorithm))]

describe('the recorded hashes', () => {
  it.each(algorithms)('%s', (algorithm) => {
    for (const { encoded, valid, tier } of rows.filter((row) => row.algorithm === algorithm)) {
      const description = describePassword(encoded)
      if (bareFormatOf(encoded) !== undefined) {
        // Django's answer is no; here another library's hash is read as it is.
        expect(description, encoded).toMatchObject({ algorithm: bareFormatOf(encoded) })
      } else if (algorithm === 'unusable' || algorithm === 'unknown') {
        expect(description).toEqual({ state: algorithm })
      } else if (valid === true && tier !== 'quirk') {
        expect(description, encoded).toMatchObject({ state: 'readable', algorithm })
      }
    }
  })
  it('many are malformed', () => {
    const states = rows.map(({ encoded }) => describePassword(encoded).state)
    expect(states.filter((state) => state === 'malformed').length).toBeGreaterThan(50)
  })
  it('the iterations are those of the text', () => {
    for (const { algorithm, encoded, valid } of rows) {
      if (algorithm !== 'pbkdf2_sha256' || valid !== true) continue
      expect(describePassword(encoded)).toMatchObject({ iterations: Number(encoded.split('$')[1]) })
    }
  })
})

describe('one by one', () => {
  const hash = '08s/cs0Y1ZQrY9287x/Q7qYsmxKO+eCMErnE7tJgSZI='
  const hex = '0123456789abcdef0123456789abcdef'
  it.each([
    ['whole', `pbkdf2_sha256$100$salt$${hash}`, 'readable'],
    ['cut in its digest', `pbkdf2_sha256$100$salt$${hash.slice(0, -1)}`, 'malformed'],
    ['cut before its digest', 'pbkdf2_sha256$100$salt', 'malformed'],
    ['beyond the bound', `pbkdf2_sha256$10000001$salt$${hash}`, 'malformed'],
    ['a digest of another', `pbkdf2_sha1$100$salt$${hash}`, 'malformed'],
    ['sha1, cut', 'sha1$salt$0123456789abcdef', 'malformed'],
    ['md5', `md5$salt$${hex}`, 'readable'],
    ['md5, cut', `md5$salt$${hex.slice(1)}`, 'malformed'],
    ['md5 without a salt', hex, 'readable'],
    ['scrypt beyond bounds', 'scrypt$1073741824$salt$8$1$aGFzaA==', 'malformed'],
    ['a name alone', 'bcrypt', 'malformed'],
    ['unusable', '!', 'unusable'],
    ['empty', '', 'unknown'],
    ['a password in plain text', 'canary-password', 'unknown'],
    ['a format of somebody else', 'rot13$canary', 'unknown'],
    ['the name of a member of every object', 'constructor$x', 'unknown'],
  ])('%s', (_name, encoded, state) => {
    const description = describePassword(encoded)
    expect(description.state).toBe(state)
    expect(JSON.stringify(description)).not.toContain('canary')
  })
  it.each(['pbkdf2_sha256', 'scrypt', 'argon2'] as const)('made here: %s', async (algorithm) => {
    const encoded = await makePassword('x', { algorithm, iterations: 100 })
    expect(describePassword(encoded)).toMatchObject({ state: 'readable', algorithm })
    expect(await checkPassword('x', encoded)).toBe(true)
  })
})
