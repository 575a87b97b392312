import type { AdaptableApi, ApiContext } from './api-context.js'
import type { RequestView } from './request-view.js'
import { type RouteOptions, readRouteOptions } from './route-options.js'
import { routeResponse } from './routes.js'

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
  try {
    return await routeResponse(view, context)
  } catch (error) {
    return context.refuse(error, view, onRefused)
  }
}
