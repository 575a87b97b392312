import { type Awaitable, isLater } from '../core/awaitable.js'
import type { Authentication } from '../core/token-verifier.js'
import type { AdaptableApi, ApiContext } from './api-context.js'
import { authenticateRequest } from './authenticate-request.js'
import type { AuthenticationFor, GuardOptions } from './guard-options.js'
import { readGuardOptions } from './read-guard-options.js'
import type { RequestView } from './request-view.js'

/** The decision of a guard: run the handler with the authentication, or send the response. */
export type GuardOutcome<A = Authentication> =
  | { readonly ok: true; readonly authentication: A }
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
      ? result.then(letIn, (error: unknown) => refused(context, error, view, onRefused))
      : letIn(result)
  } catch (error) {
    return refused(context, error, view, onRefused)
  }
}

function letIn<A>(authentication: A): GuardOutcome<A> {
  return { ok: true, authentication }
}

async function refused(
  { refuse }: ApiContext,
  error: unknown,
  view: RequestView,
  onRefused: GuardOptions['onRefused'],
): Promise<GuardOutcome<never>> {
  return { ok: false, response: await refuse(error, view, onRefused) }
}
