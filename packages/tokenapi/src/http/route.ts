import type { AdaptableApi, ApiContext } from './api-context.js'
import { refuseLongTarget } from './credentials/presented-credentials.js'
import type { RequestView } from './view/request-view.js'
import { type RouteOptions, readRouteOptions } from './route-options.js'
import { type FoundRoute, findRoute } from './routes.js'
import { withUrlTokenHeaders } from './credentials/url-token.js'

/**
 * The response of the token routes. `view.target` is the part of the target below the mount: "/new.json".
 * Rejects with `ConfigError` for invalid options, and for no other reason.
 *
 * @example
 * send(await route(api, { ...viewOf(request), target: pathBelowMount(request) }))
 */
export async function route(
  api: AdaptableApi,
  view: RequestView,
  options?: RouteOptions,
): Promise<Response> {
  const { onRefused } = readRouteOptions(api, options)
  return checkedRoute(api['~context'], view, onRefused)
}

/** The same for options that have been read. Never rejects. */
export async function checkedRoute(
  context: ApiContext,
  view: RequestView,
  onRefused: RouteOptions['onRefused'],
): Promise<Response> {
  const answered = (response: Response): Response => withUrlTokenHeaders(response, view, context)
  let found: FoundRoute | undefined
  try {
    // First: the refusal of a long target has the format of its route, too.
    found = await findRoute(view, context)
    refuseLongTarget(view, context.limits)
    return answered(await found.answer())
  } catch (error) {
    return answered(await context.refuse(error, view, onRefused, found?.refusals))
  }
}
