import { ConfigError } from '../core/errors.js'

/**
 * Throws `ConfigError` if the first argument of a guard or of token routes is not an api, as after
 * `app.use(tokenRoutes)` in place of `app.use(tokenRoutes(api))`.
 */
export function checkApi(caller: string, api: unknown): void {
  if (typeof api === 'object' && api !== null && Object.hasOwn(api, '~context')) return
  throw new ConfigError(
    `\`${caller}\` takes the api that \`createTokenApi\` gives as its first argument: \`${caller}(api)\``,
  )
}
