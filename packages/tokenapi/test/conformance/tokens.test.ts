import { describe, expect, it } from 'vitest'

import { makeClassicToken, readClassicToken, verifyingKeyIndex } from '../../src/core/classic/classic-token.ts'
import { dayCounter } from '../../src/core/classic/day.ts'
import { type KeyRing, keyOf, readKeyRing } from '../../src/core/secret-key.ts'
import { ConfigError, type TokenApi, createTokenApi, weaknessOfSecretKey } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type Tier, readCorpus } from '../support/corpus.ts'

interface Row {
  readonly id: string
  readonly tier: Tier
  readonly secretKey: string
  readonly user: { readonly pk: number | string | null; readonly pkType: string; readonly password: string | null }
  readonly raises?: string
  readonly note?: string
}
interface MakeRow extends Row {
  readonly date: string
  readonly token?: string
}
interface CheckRow extends Row {
  readonly token: string | number | null
  readonly today: string
  readonly timeoutDays?: number | string | null
  readonly valid?: boolean
}
interface TodayRow extends Row {
  readonly instant: string
  readonly timeZone: string
  readonly date: string
  readonly dayNumber: number
  readonly token: string
}

const corpus = readCorpus<{ make: MakeRow[]; check: CheckRow[]; today: TodayRow[] }>('tokens.json')
const utcDay = dayCounter('UTC')
const dayOf = (date: string): number => utcDay(Date.parse(`${date}T12:00:00Z`))

/** Quirks left out, and why. */
const LEFT_OUT: ReadonlyMap<string, string> = new Map([
  ['make-077', 'a user without a key: there is no such user here'],
  ['make-114', 'a user whose stored password is null: the store gives ""'],
  ['check-063', 'a time-out that is text is a ConfigError at set-up'],
  ['check-064', 'a time-out that is text is a ConfigError at set-up'],
  ['check-065', 'a time-out that is null is a ConfigError at set-up'],
])
const rows = <T extends Row>(list: readonly T[]): (readonly [string, T])[] =>
  list.filter(({ id }) => !LEFT_OUT.has(id)).map((row) => [`${row.id}: ${row.note ?? ''}`, row])

// The original takes short keys too; none at all is an error there as well.
const ringOf = ({ secretKey }: Row): KeyRing =>
  secretKey === '' ? readKeyRing(secretKey, () => {}) : [keyOf(secretKey)]

/** `undefined` where the original's settings are refused here: a short key, a time-out below 0. */
const apiFor = (row: Row, today: string, timeoutDays?: unknown): TokenApi | undefined => {
  const make = (): TokenApi =>
    createTokenApi({
      secretKey: row.secretKey,
      store: memoryStore(),
      maxFutureDays: Infinity,
      now: () => new Date(`${today}T12:00:00Z`),
      ...(typeof timeoutDays === 'number' ? { tokenTimeoutDays: timeoutDays } : {}),
    })
  const isShort = weaknessOfSecretKey(row.secretKey)?.isRefused === true
  if (!isShort && !(Number(timeoutDays) < 0)) return make()
  expect(make).toThrow(ConfigError)
  return undefined
}
const userOf = ({ user }: Row) => ({
  id: user.pk as number | string,
  username: '',
  password: user.password as string,
  isActive: true,
})

describe('make', () => {
  it.each(rows(corpus.make))('%s', (_name, row) => {
    const make = () => makeClassicToken(ringOf(row)[0], userOf(row), dayOf(row.date))
    if (row.raises === undefined) {
      expect(make()).toBe(row.token)
      const api = apiFor(row, row.date)
      if (api !== undefined) expect(api.makeToken(userOf(row))).toBe(row.token)
    } else {
      expect(make).toThrow()
    }
  })
})

describe('check', () => {
  it.each(rows(corpus.check))('%s', (_name, row) => {
    const window = {
      today: dayOf(row.today),
      timeoutDays: typeof row.timeoutDays === 'number' ? row.timeoutDays : 7,
      maxFutureDays: Infinity,
    }
    const token = row.token as string
    const read = typeof token === 'string' ? readClassicToken(token, window) : undefined
    const pure =
      read !== undefined && verifyingKeyIndex(ringOf(row), userOf(row), read) >= 0
    // Where the original raises, a token is no token.
    expect(pure).toBe(row.valid ?? false)
    const api = apiFor(row, row.today, row.timeoutDays)
    if (api !== undefined) expect(api.checkToken(userOf(row), token)).toBe(pure)
  })
})

describe('today', () => {
  it.each(rows(corpus.today))('%s', (_name, row) => {
    const day = dayCounter(row.timeZone)(Date.parse(row.instant))
    expect(day).toBe(row.dayNumber)
    expect(makeClassicToken(keyOf(row.secretKey), userOf(row), day)).toBe(row.token)
  })
})

describe('left out', () => {
  it.each([...LEFT_OUT])('%s: %s', (id) => {
    const row = [...corpus.make, ...corpus.check].find((each) => each.id === id)
    expect(row?.tier).toBe('quirk')
  })
})
