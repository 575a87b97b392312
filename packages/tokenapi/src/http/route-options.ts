import { type OptionCheck, callback, is } from '../core/options/option-checks.js'
import { optionReader } from '../core/options/option-reader.js'
import { type CheckedOptions, readOptions } from '../core/options/read-options.js'
import { checkApi } from './check-api.js'
import type { GuardOptions } from './guard/guard-options.js'

/** What the token routes take where a framework mounts them. */
export interface RouteOptions {
  /** An answer of your own to a refusal, as that of a guard; default the api's `onRefused`. */
  readonly onRefused?: GuardOptions['onRefused']
}

/** What the token routes take where they find their mount themselves. */
export interface MountedRouteOptions extends RouteOptions {
  /** Where they are mounted; default "/token". */
  readonly prefix?: string | undefined
}

/** What `handle` takes. */
export interface HandleOptions extends MountedRouteOptions {
  /** The client's address, for events and limits of one address: a standard `Request` does not hold it. */
  readonly address?: string | undefined
  /** The id of the request, for events; default its field `X-Request-Id`. */
  readonly id?: string | undefined
}

/** A path, without what would begin a query string. */
const path: OptionCheck<string> = is(
  'a path such as "/token"',
  (value) => typeof value === 'string' && !/[?#\s]/.test(value),
)

/** The options of `tokenRoutes`, read once for each object. Throws `ConfigError`, also if `api` is no api. */
export function readRouteOptions(
  api: unknown,
  given: RouteOptions | undefined,
): CheckedOptions<RouteOptions> {
  checkApi('tokenRoutes', api)
  return read(given)
}

const read = optionReader<RouteOptions>('tokenRoutes', { onRefused: callback() })

/** The same, with a prefix. */
export function readMountedRouteOptions(
  api: unknown,
  given: MountedRouteOptions | undefined,
): CheckedOptions<RouteOptions> & { readonly prefix: string } {
  checkApi('tokenRoutes', api)
  const options = readOptions<MountedRouteOptions>('tokenRoutes', given, {
    onRefused: callback(),
    prefix: path,
  })
  return { onRefused: options.onRefused, prefix: options.prefix ?? '/token' }
}

/** The options of `handle`. Throws `ConfigError`. */
export function readHandleOptions(given: HandleOptions | undefined): CheckedOptions<HandleOptions> {
  return readOptions<HandleOptions>('handle', given, {
    onRefused: callback(),
    prefix: path,
    address: ANY_TEXT,
    id: ANY_TEXT,
  })
}

const ANY_TEXT: OptionCheck<string> = is('a text', (value) => typeof value === 'string')
