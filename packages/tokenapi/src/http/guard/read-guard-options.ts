import { type OptionCheck, callback, flag, is, listOf } from '../../core/options/option-checks.js'
import { optionReader } from '../../core/options/option-reader.js'
import type { CheckedOptions, OptionChecks } from '../../core/options/read-options.js'
import { isScope } from '../../core/access/scopes.js'
import { credentialPlaces } from '../credentials/credential-places.js'
import type { GuardOptions } from './guard-options.js'

/** Options of a guard that have been read and checked. */
export type CheckedGuardOptions = CheckedOptions<GuardOptions>

const RESERVED: ReadonlySet<unknown> = new Set(['', 'authentication', '__proto__', 'constructor'])
const property: OptionCheck<string> = is(
  'a name for the user, and not "authentication"',
  (value) => typeof value === 'string' && !RESERVED.has(value),
)

const scopes: OptionCheck<readonly string[]> = listOf(
  is(
    'a scope: 1 to 100 characters of printable ASCII without spaces, quotes and backslashes',
    isScope,
  ),
)

/** The options of a guard, read once for each object. Throws `ConfigError`. */
export const readGuardOptions: (given: GuardOptions | undefined) => CheckedGuardOptions =
  optionReader<GuardOptions>('tokenRequired', {
    optional: flag,
    credentials: credentialPlaces,
    scopes,
    tickets: flag,
    onRefused: callback(),
    userProperty: property,
  })

/** What `authenticate` takes. */
export type AuthenticateOptions = Pick<
  GuardOptions,
  'optional' | 'credentials' | 'scopes' | 'tickets'
>

const AUTHENTICATE: OptionChecks<AuthenticateOptions> = {
  optional: flag,
  credentials: credentialPlaces,
  scopes,
  tickets: flag,
}

type ReadAuthenticateOptions = (
  given: AuthenticateOptions | undefined,
) => CheckedOptions<AuthenticateOptions>

/** The options of `authenticate`, read once for each object. Throws `ConfigError`. */
export const readAuthenticateOptions: ReadAuthenticateOptions = optionReader<AuthenticateOptions>(
  'authenticate',
  AUTHENTICATE,
)

/** The options of `explain`. Throws `ConfigError`. */
export const readExplainOptions: ReadAuthenticateOptions = optionReader<AuthenticateOptions>(
  'explain',
  AUTHENTICATE,
)
