import { describe, expect, it } from 'vitest'

import { checkPassword, mustUpdate } from '../../src/password/index.ts'
import { BARE_HASHES, type Tier, readCorpus } from '../support/corpus.ts'

interface Row {
  readonly id: string
  readonly tier: Tier
  readonly algorithm: string
  readonly encoded: string
  readonly password: string
  readonly valid?: boolean
  readonly mustUpdate?: boolean
  readonly note?: string
}

/** Quirks left out: other hashes that this machine's crypt(3) happens to know. */
const LEFT_OUT = new Set(['password-592', 'password-594', 'password-596'])

const { rows } = readCorpus<{ rows: Row[] }>('passwords.json')

describe.each([...new Set(rows.map(({ algorithm }) => algorithm))])('%s', (algorithm) => {
  const of = rows.filter((row) => row.algorithm === algorithm)
  it.each(of.map((row) => [`${row.id}: ${row.note ?? ''}`, row] as const))('%s', async (_, row) => {
    const valid = await checkPassword(row.password, row.encoded)
    if (LEFT_OUT.has(row.id)) {
      expect(row.tier).toBe('quirk')
      expect(valid).not.toBe(row.valid)
      return
    }
    if (BARE_HASHES.has(row.id)) {
      expect(row.note).toMatch(/^without Django's prefix/)
      expect([row.valid, valid]).toEqual([false, true])
      return
    }
    // Where Django raises, the answer is no.
    expect(valid).toBe(row.valid ?? false)
    if (valid) expect(mustUpdate(row.encoded, { iterations: 260_000 })).toBe(row.mustUpdate)
  })
})
