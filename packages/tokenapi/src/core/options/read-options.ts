import { ConfigError } from '../errors.js'
import { nearestName } from './nearest-name.js'
import { type OptionCheck, type RequiredCheck, describeValue } from './option-checks.js'

/** One check for each option: one that is forgotten does not compile. */
export type OptionChecks<O> = {
  readonly [K in keyof O]-?: undefined extends O[K]
    ? OptionCheck<Exclude<O[K], undefined>>
    : RequiredCheck<O[K]>
}

/** All options, each of them there; `undefined` where it was left out. */
export type CheckedOptions<O> = {
  readonly [K in keyof O]-?: undefined extends O[K] ? O[K] | undefined : O[K]
}

/**
 * The options of a function that is called at set-up, read once and checked. Own properties alone: what
 * is on `Object.prototype` is never an option. `undefined` counts as left out. The result is frozen, has
 * no prototype and every name, so that nothing shows through where it is spread. Throws `ConfigError` for a
 * name that there is not, for one that is inherited or missing, and for what a check refuses.
 *
 * @param caller the function's name, for messages
 * @param place the prefix of nested options: "limits." for those of `limits`
 */
export function readOptions<O extends object>(
  caller: string,
  given: O | undefined,
  checks: OptionChecks<O>,
  place = '',
): CheckedOptions<O> {
  const names = Object.keys(checks) as (keyof O & string)[]
  if (given !== undefined) checkNames(caller, given, names, place)
  const options = Object.create(null) as Record<string, unknown>
  for (const name of names) {
    const value: unknown =
      given !== undefined && Object.hasOwn(given, name) ? given[name] : undefined
    options[name] = checked(caller, `${place}${name}`, value, checks[name])
  }
  return Object.freeze(options) as CheckedOptions<O>
}

function checked(
  caller: string,
  option: string,
  value: unknown,
  check: OptionCheck<unknown> | RequiredCheck<unknown>,
): unknown {
  if (value !== undefined) return check(value, option)
  if (!Object.hasOwn(check, 'hint')) return undefined
  throw new ConfigError(
    `\`${option}\` of \`${caller}\` is missing: ${(check as RequiredCheck<unknown>).hint}`,
  )
}

function checkNames(caller: string, given: object, names: readonly string[], place: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const what = place === '' ? `\`${caller}\` takes` : `\`${place.slice(0, -1)}\` must be`
    throw new ConfigError(`${what} an object of options; got ${describeValue(given)}`)
  }
  const unknown = Object.keys(given).find((name) => !names.includes(name))
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, names)
    const advice =
      nearest === undefined
        ? `There ${names.length === 1 ? 'is' : 'are'} ${names.map((name) => `\`${place}${name}\``).join(', ')}`
        : `Did you mean \`${place}${nearest}\`?`
    throw new ConfigError(`\`${caller}\` has no option \`${place}${unknown}\`. ${advice}`)
  }
  const inherited = names.find((name) => !Object.hasOwn(given, name) && isOfClass(given, name))
  if (inherited !== undefined) {
    throw new ConfigError(
      `\`${place}${inherited}\` is inherited, and \`${caller}\` reads own properties only: copy it into the object of options`,
    )
  }
}

/** Whether a class or another prototype has it; not `Object.prototype`, whose members are ignored. */
function isOfClass(given: object, name: string): boolean {
  let place = Object.getPrototypeOf(given) as object | null
  while (place !== null && place !== Object.prototype) {
    if (Object.hasOwn(place, name)) return true
    place = Object.getPrototypeOf(place) as object | null
  }
  return false
}
