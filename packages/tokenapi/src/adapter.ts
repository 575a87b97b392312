/** The entry point `tokenapi/adapter`, for authors of adapters. */
export { guard } from './http/guard/guard.js'
export type { GuardOutcome } from './http/guard/guard.js'
export { route } from './http/route.js'
export type { AdaptableApi } from './http/api-context.js'
export type { Authentication } from './core/authentication.js'
export type {
  AuthenticationFor,
  GuardOptions,
  Refusal,
  RefusedRequest,
} from './http/guard/guard-options.js'
export type { ParsedBody, RequestView } from './http/view/request-view.js'
export type { RouteOptions } from './http/route-options.js'
