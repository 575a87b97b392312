/** Options: read once, own properties only, unknown names refused. */
import { describe, expect, it } from 'vitest'

import { ConfigError } from '../../src/core/errors.ts'
import { memberOf } from '../../src/core/options/member-of.ts'
import {
  callback,
  days,
  flag,
  oneOf,
  text,
  wholeNumber,
} from '../../src/core/options/option-checks.ts'
import { type OptionChecks, readOptions } from '../../src/core/options/read-options.ts'
import { pollute } from '../support/pollution.ts'

interface Options {
  readonly tokenTimeoutDays?: number
  readonly optional?: boolean
  readonly realm?: string
  readonly kind?: 'a' | 'b'
  readonly jobs?: number
  readonly now?: () => Date
}
const CHECKS: OptionChecks<Options> = {
  tokenTimeoutDays: days,
  optional: flag,
  realm: text,
  kind: oneOf('a', 'b'),
  jobs: wholeNumber(1, 8, 'jobs'),
  now: callback(),
}
const read = (given: unknown): Options => readOptions('make', given as Options, CHECKS) as Options

describe('a name that there is not is refused, with the one that was meant', () => {
  it.each([
    [
      'tokenTimeOutDays',
      '`make` has no option `tokenTimeOutDays`. Did you mean `tokenTimeoutDays`?',
    ],
    ['token_timeout_days', 'Did you mean `tokenTimeoutDays`?'],
    ['optionl', 'Did you mean `optional`?'],
    ['Realm', 'Did you mean `realm`?'],
    ['secret', 'There are `tokenTimeoutDays`, `optional`, `realm`, `kind`, `jobs`, `now`'],
    ['__proto__x', 'There are `tokenTimeoutDays`'],
    ['x'.repeat(100_000), 'There are `tokenTimeoutDays`'],
  ])('%.30s', (name, message) => {
    expect(() => read({ [name]: 1 })).toThrow(ConfigError)
    expect(() => read({ [name]: 1 })).toThrow(message)
  })
})

it.each([
  [{ tokenTimeoutDays: -5 }, '`tokenTimeoutDays` must be a number of days, 0 or more; got -5'],
  [{ tokenTimeoutDays: Number.NaN }, 'got NaN'],
  [{ tokenTimeoutDays: '7' }, 'got "7"'],
  [{ tokenTimeoutDays: null }, 'got null'],
  [{ tokenTimeoutDays: 7n }, 'got 7'],
  [{ optional: 'false' }, '`optional` must be true or false; got "false"'],
  [{ optional: 1 }, '`optional` must be true or false; got 1'],
  [{ realm: '' }, '`realm` must be a text that is not empty; got ""'],
  [{ kind: 'c' }, '`kind` must be "a" or "b"; got "c"'],
  [{ jobs: 0 }, '`jobs` must be a whole number of jobs, from 1 to 8; got 0'],
  [{ jobs: 1.5 }, 'got 1.5'],
  [{ now: new Date(0) }, '`now` must be a function; got an object'],
  [null, '`make` takes an object of options; got null'],
  ['api', '`make` takes an object of options; got "api"'],
  [[], '`make` takes an object of options; got a list'],
  [() => {}, '`make` takes an object of options; got a function'],
])('a value that cannot be: %o', (given, message) => {
  expect(() => read(given)).toThrow(ConfigError)
  expect(() => read(given)).toThrow(message)
})

describe('an object of any kind', () => {
  const expected = { ...read({ realm: 'a', optional: true }) }
  class Settings {
    realm = 'a'
    optional = true
  }
  it.each([
    ['one without a prototype', Object.assign(Object.create(null), { realm: 'a', optional: true })],
    ['an instance of a class', new Settings()],
    ['frozen', Object.freeze({ realm: 'a', optional: true })],
    [
      'with own getters',
      {
        realm: 'a',
        get optional() {
          return true
        },
      },
    ],
    ['`undefined` counts as left out', { realm: 'a', optional: true, now: undefined }],
  ])('%s', (_kind, given) => {
    expect({ ...read(given) }).toEqual(expected)
  })
  it('what a class has as a getter or a method is refused, not passed over', () => {
    class Lazy {
      get realm(): string {
        return 'a'
      }
    }
    class Clock {
      now(): Date {
        return new Date()
      }
    }
    expect(() => read(new Lazy())).toThrow('`realm` is inherited')
    expect(() => read(new Clock())).toThrow('`now` is inherited')
    expect(() => read(Object.create({ optional: true }))).toThrow('`optional` is inherited')
  })
  it('is read once: a getter is called one time, and later changes change nothing', () => {
    let calls = 0
    const given = {
      realm: 'a',
      get optional() {
        return ++calls > 1
      },
    }
    const options = read(given)
    given.realm = 'b'
    expect([options.realm, options.optional, options.optional, calls]).toEqual([
      'a',
      false,
      false,
      1,
    ])
  })
})

describe('a flaw elsewhere has put options on Object.prototype', () => {
  const names = ['optional', 'realm', 'now', 'jobs'] as const
  it.each([
    ['a value', { value: true }],
    ['a getter', { get: () => true }],
  ])('%s', (_kind, descriptor) => {
    const undo = pollute(Object.fromEntries(names.map((name) => [name, descriptor])))
    try {
      for (const given of [undefined, {}, { tokenTimeoutDays: 1 }, Object.create({})]) {
        const options = read(given)
        const spread = { ...options }
        for (const name of names) {
          expect(options[name]).toBeUndefined()
          expect(spread[name]).toBeUndefined()
        }
      }
    } finally {
      undo()
    }
  })
})

describe('a member of a store, a hasher, a user', () => {
  class Store {
    ping(): string {
      return 'of the class'
    }
  }
  class Derived extends Store {}
  it.each([false, true])('its own, its class’s, an inherited one; polluted: %s', (isPolluted) => {
    const undo = isPolluted ? pollute({ ping: { value: () => 'polluted' } }) : () => {}
    try {
      expect(memberOf(new Store(), 'ping')?.()).toBe('of the class')
      expect(memberOf(new Derived(), 'ping')?.()).toBe('of the class')
      expect(memberOf({ ping: () => 'own' }, 'ping')?.()).toBe('own')
      expect(memberOf(Object.create({ ping: 1 }) as { ping?: number }, 'ping')).toBe(1)
      expect(memberOf({} as { ping?: unknown }, 'ping')).toBeUndefined()
      expect(memberOf(Object.create(null) as { ping?: unknown }, 'ping')).toBeUndefined()
    } finally {
      undo()
    }
  })
})
