/** Checks of the values that options take: each names the option, what was found, and what is allowed. */
import { ConfigError } from '../errors.js'
import { memberOf } from './member-of.js'

/** Returns the value of an option, or throws `ConfigError` naming it. Never called with `undefined`. */
export type OptionCheck<T> = (value: unknown, option: string) => T

/** A check of an option that must be there. */
export type RequiredCheck<T> = OptionCheck<T> & {
  /** Completes "is missing: ". */
  readonly hint: string
}

/** `hint` says what to pass. */
export function required<T>(check: OptionCheck<T>, hint: string): RequiredCheck<T> {
  return Object.assign((value: unknown, option: string) => check(value, option), { hint })
}

/** `true` or `false`; the text "false" is neither. */
export const flag: OptionCheck<boolean> = is('true or false', (value) => typeof value === 'boolean')

/** A text that is not empty. */
export const text: OptionCheck<string> = is(
  'a text that is not empty',
  (value) => typeof value === 'string' && value !== '',
)

/** A function. What it gives is looked at when it is called. */
export function callback<F>(): OptionCheck<F> {
  return is('a function', (value) => typeof value === 'function')
}

/** A whole number of what is counted, within bounds. */
export function wholeNumber(least: number, most: number, unit = ''): OptionCheck<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`
  return is(
    `a whole number${unit === '' ? '' : ` of ${unit}`}, ${range}`,
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
  )
}

/** A number of days, which may be a fraction or `Infinity`. */
export const days: OptionCheck<number> = is(
  'a number of days, 0 or more',
  (value) => typeof value === 'number' && value >= 0,
)

/** Milliseconds that a timer can count. */
export function milliseconds(least: number): OptionCheck<number> {
  return wholeNumber(least, 2 ** 31 - 1, 'milliseconds')
}

/** One of these texts. */
export function oneOf<T extends string>(...values: readonly T[]): OptionCheck<T> {
  return is(values.map((value) => `"${value}"`).join(' or '), (value) =>
    values.some((each) => each === value),
  )
}

/** A list, of which each member passes the check. The result is a copy. */
export function listOf<T>(check: OptionCheck<T>): OptionCheck<readonly T[]> {
  return (value, option) => {
    if (!Array.isArray(value)) throw wrongValue(option, 'a list', value)
    return Object.freeze(value.map((each: unknown, i) => check(each, `${option}[${i}]`)))
  }
}

/**
 * An object with these methods, its own or its class's. `maker` is what gives one: "`memoryStore()`".
 */
export function port<T extends object>(
  maker: string,
  ...methods: readonly (keyof T & string)[]
): OptionCheck<T> {
  return (value, option) => {
    if (typeof value !== 'object' || value === null) {
      throw wrongValue(option, `an object as ${maker} gives it`, value)
    }
    const missing = methods.find((name) => typeof memberOf(value as T, name) !== 'function')
    if (missing === undefined) return value as T
    throw new ConfigError(
      `\`${option}\` has no method \`${missing}\`: it takes an object as ${maker} gives it`,
    )
  }
}

/** What a function of its own looks at. */
export function checkedElsewhere<T>(): OptionCheck<T> {
  return (value) => value as T
}

/** A check by a test; `what` completes "must be". */
export function is<T>(what: string, test: (value: unknown) => boolean): OptionCheck<T> {
  return (value, option) => {
    if (test(value)) return value as T
    throw wrongValue(option, what, value)
  }
}

/** `what` completes "must be". */
function wrongValue(option: string, what: string, value: unknown): ConfigError {
  return new ConfigError(`\`${option}\` must be ${what}; got ${describeValue(value)}`)
}

/** A value in a message. Long texts are cut; not for options that may hold a secret. */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value)
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? 'a list' : 'an object'
    case 'function':
      return 'a function'
    case 'symbol':
      return 'a symbol'
    default:
      return String(value)
  }
}
