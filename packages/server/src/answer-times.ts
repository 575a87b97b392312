/** How long answers of the public listener took. */

/** Which kind of request it was: a login hashes a password, and takes a thousand times as long as the others. */
export const ROUTES = ['login', 'token', 'gateway', 'view'] as const
export type Route = (typeof ROUTES)[number]

export interface AnswerTime {
  readonly route: Route
  readonly seconds: number
}

/** The kind of a request by its target; `undefined` for probes. */
export function routeOf(target: string): Route | undefined {
  if (target.startsWith('/token/')) return target.startsWith('/token/new.json') ? 'login' : 'token'
  if (target.startsWith('/gateway/') || target.startsWith('/oauth2/auth')) return 'gateway'
  return target === '/healthz' || target === '/readyz' ? undefined : 'view'
}
