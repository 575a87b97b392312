import { type OptionCheck, callback, flag, is } from '../core/option-checks.js'
import { type CheckedOptions, type OptionChecks, readOptions } from '../core/read-options.js'
import { credentialPlaces } from './credential-places.js'
import type { GuardOptions } from './guard-options.js'

/** Options of a guard that have been read and checked. */
export type CheckedGuardOptions = CheckedOptions<GuardOptions>

const RESERVED: ReadonlySet<unknown> = new Set(['', 'authentication', '__proto__', 'constructor'])
const property: OptionCheck<string> = is(
  'a name for the user, and not "authentication"',
  (value) => typeof value === 'string' && !RESERVED.has(value),
)

const GUARD: OptionChecks<GuardOptions> = {
  optional: flag,
  credentials: credentialPlaces,
  onRefused: callback(),
  userProperty: property,
}

/** Results by the given object, so that options are read once and not for every request. */
const READ = new WeakMap<object, CheckedGuardOptions>()
const NONE: CheckedGuardOptions = readOptions<GuardOptions>('tokenRequired', undefined, GUARD)

/** The options of a guard, read once. Throws `ConfigError`. */
export function readGuardOptions(given: GuardOptions | undefined): CheckedGuardOptions {
  if (given === undefined) return NONE
  const known = READ.get(given)
  if (known !== undefined) return known
  const options = readOptions('tokenRequired', given, GUARD)
  READ.set(given, options).set(options, options)
  return options
}

/** What `authenticate` takes. */
export type AuthenticateOptions = Pick<GuardOptions, 'optional' | 'credentials'>

/** The options of `authenticate`. Throws `ConfigError`. */
export function readAuthenticateOptions(
  given: AuthenticateOptions | undefined,
): CheckedOptions<AuthenticateOptions> {
  return given === undefined
    ? NONE
    : readOptions<AuthenticateOptions>('authenticate', given, {
        optional: flag,
        credentials: credentialPlaces,
      })
}
