import type { Lifecycle, Request, ResponseValue, ServerAuthScheme } from '@hapi/hapi'

import type { AdaptableApi } from '../../http/api-context.js'
import type { GuardOptions } from '../../http/guard/guard-options.js'
import type { GuardHeaders } from '../../http/response/cache-headers.js'
import { guard } from '../../http/guard/guard.js'
import { readGuardOptions } from '../../http/guard/read-guard-options.js'
import { viewOf } from './request.js'
import { preventCaching, responseOf } from './response.js'

/** The guard as an authentication scheme. */
export function schemeOf(api: AdaptableApi, options: GuardOptions): ServerAuthScheme {
  const optional = readGuardOptions({ ...options, optional: true })
  return (server) => {
    const passed = new WeakMap<object, GuardHeaders | undefined>()
    server.ext('onPreResponse', (request, h) => {
      if (passed.has(request)) preventCaching(request.response, request, passed.get(request))
      return h.continue
    })
    return {
      authenticate: async (request, h) => {
        const current = goesOnWithoutUser(request) ? optional : options
        const outcome = await guard(api, viewOf(request), current)
        if (!outcome.ok) return (await responseOf(outcome.response, h)).takeover()
        passed.set(request, outcome.headers)
        const { authentication } = outcome
        if (authentication === undefined) return h.unauthenticated(missingCredentials())
        return h.authenticated({ credentials: { user: authentication.user, authentication } })
      },
    }
  }
}

/** The guard around one handler. */
export function wrapHandler(
  api: AdaptableApi,
  options: GuardOptions,
  handler: Lifecycle.Method,
): Lifecycle.Method {
  return async function (request, h) {
    const outcome = await guard(api, viewOf(request), options)
    if (!outcome.ok) return responseOf(outcome.response, h)
    const { authentication } = outcome
    if (authentication !== undefined) {
      const credentials = { user: authentication.user, authentication }
      Object.assign(request.auth, { isAuthenticated: true, credentials })
    } else if (!request.auth.isAuthenticated) {
      // A strategy may leave the credentials that it has refused.
      request.auth.credentials = null as never
    }
    const result = await handler.call(this, request, h)
    if (result === undefined || typeof result === 'symbol' || result instanceof Error) return result
    // The type of `h.response` is narrower than what a handler may return.
    const response = h.response(result as ResponseValue)
    preventCaching(response, request, outcome.headers)
    return response
  }
}

/** Whether hapi goes on without credentials: to the handler, or to the route's next strategy. */
function goesOnWithoutUser({ auth, route: current, server }: Request): boolean {
  // Against its type, a missing default is `null`.
  const settings: string | false | { strategies?: string[] | undefined } | null =
    current.settings.auth ?? server.auth.settings.default
  const several = typeof settings === 'object' && (settings?.strategies?.length ?? 0) > 1
  return auth.mode === 'optional' || auth.mode === 'try' || several
}

/** The error that means missing credentials to hapi, without a run-time import of boom. */
function missingCredentials(): Error {
  const output = { headers: { 'WWW-Authenticate': 'Bearer' } }
  return Object.assign(new Error('The request has no credentials.'), { isMissing: true, output })
}
