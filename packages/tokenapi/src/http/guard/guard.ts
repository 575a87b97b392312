import { type Awaitable, isLater } from '../../core/runtime/awaitable.js'
import type { Authentication } from '../../core/authentication.js'
import type { GuardHeaders } from '../response/cache-headers.js'
import type { AdaptableApi, ApiContext } from '../api-context.js'
import { authenticateRequest } from './authenticate-request.js'
import type { AuthenticationFor, GuardOptions } from './guard-options.js'
import { type CheckedGuardOptions, readGuardOptions } from './read-guard-options.js'
import type { RequestView } from '../view/request-view.js'
import { urlTokenHeaders, withUrlTokenHeaders } from '../credentials/url-token.js'

/** The decision of a guard: run the handler with the authentication, or send the response. */
export type GuardOutcome<A = Authentication> =
  | {
      readonly ok: true
      readonly authentication: A
      /** Fields to set on the handler's response; `undefined` for almost every request. */
      readonly headers?: GuardHeaders | undefined
    }
  | { readonly ok: false; readonly response: Response }

/**
 * Guards one request. Returns the outcome itself if nothing has to be awaited, neither a form nor a
 * database, and otherwise a promise; `await` takes both. Never throws or rejects.
 *
 * @example
 * const outcome = await guard(api, viewOf(request), options)
 * if (!outcome.ok) return send(outcome.response)
 * request.user = outcome.authentication.user
 */
export function guard<const O extends GuardOptions = object, A = object>(
  api: AdaptableApi<A>,
  view: RequestView,
  options?: O,
): Awaitable<GuardOutcome<AuthenticationFor<O, A>>> {
  const context = api['~context']
  let onRefused: GuardOptions['onRefused']
  try {
    const checked = readGuardOptions(options)
    onRefused = checked.onRefused
    // `undefined` only with `optional: true`, as `AuthenticationFor` says.
    const result = authenticateRequest(context, view, checked) as Awaitable<AuthenticationFor<O, A>>
    return isLater(result)
      ? result.then(
          (authentication) => letIn(authentication, view, checked, context),
          (error: unknown) => refused(context, error, view, onRefused),
        )
      : letIn(result, view, checked, context)
  } catch (error) {
    return refused(context, error, view, onRefused)
  }
}

function letIn<A extends Authentication | undefined>(
  authentication: A,
  view: RequestView,
  { credentials: places }: CheckedGuardOptions,
  context: ApiContext,
): GuardOutcome<A> {
  if (authentication?.token.kind !== 'access') return { ok: true, authentication }
  const isQueryRead = (places ?? context.places).includes('query')
  const headers = isQueryRead ? urlTokenHeaders(view, context) : undefined
  return { ok: true, authentication, headers }
}

async function refused(
  context: ApiContext,
  error: unknown,
  view: RequestView,
  onRefused: GuardOptions['onRefused'],
): Promise<GuardOutcome<never>> {
  const response = await context.refuse(error, view, onRefused)
  return { ok: false, response: withUrlTokenHeaders(response, view, context) }
}
