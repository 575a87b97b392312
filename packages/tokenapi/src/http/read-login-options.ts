import type { Credentials } from '../core/credentials.js'
import type { LoginOptions } from '../core/login/login-attempt.js'
import { is } from '../core/options/option-checks.js'
import {
  type CheckedOptions,
  type OptionChecks,
  readOptions,
} from '../core/options/read-options.js'

const LOGIN: OptionChecks<LoginOptions> = {
  // Any text: without a readable address only the account is counted.
  address: is('a text', (value) => typeof value === 'string'),
  signal: is('an `AbortSignal`', (value) => isObject(value) && 'aborted' in value),
  credentials: is<Credentials>(
    '`{ user, token }`, both texts, or `{ token }` with an access token',
    (value) =>
      isObject(value) &&
      (value['user'] === undefined || typeof value['user'] === 'string') &&
      typeof value['token'] === 'string',
  ),
  name: is('a text', (value) => typeof value === 'string'),
}

/** The options of `api.login`. Throws `ConfigError`. */
export function readLoginOptions(given: LoginOptions | undefined): CheckedOptions<LoginOptions> {
  return given === undefined ? NONE : readOptions('login', given, LOGIN)
}

const NONE = readOptions<LoginOptions>('login', undefined, LOGIN)

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
