import { ConfigError } from '../core/errors.js'
import { memberOf } from '../core/member-of.js'

/**
 * Throws `ConfigError` where the first argument of a guard or of token routes is not an api: a framework may
 * have called the function itself, `app.use(tokenRoutes)` for `app.use(tokenRoutes(api))`.
 */
export function checkApi(
  caller: string,
  api: unknown,
  method: 'guard' | 'route' | 'authenticate',
): void {
  const isApi =
    typeof api === 'object' &&
    api !== null &&
    typeof memberOf(api as Record<string, unknown>, method) === 'function'
  if (isApi) return
  throw new ConfigError(
    `\`${caller}\` takes the api that \`createTokenApi\` gives as its first argument: \`${caller}(api)\``,
  )
}
