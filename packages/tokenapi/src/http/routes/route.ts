import type { RequestOfEvent } from '../../core/events/outcome-report.js'
import type { ApiContext } from '../api-context.js'
import type { RefusalFormat } from '../refusal/refusal.js'
import type { RequestView } from '../view/request-view.js'

/** One route below the mount. */
export interface Route {
  /** Of the decoded path, without the slash in front. */
  readonly path: RegExp
  /** The methods that are answered, HEAD beside GET; absent: all. */
  readonly method?: 'GET' | 'POST'
  readonly refusals: RefusalFormat
  /** Throws `RefusedError`. */
  answer(request: RouteRequest): Promise<Response>
}

/** A request to a route. */
export interface RouteRequest {
  readonly view: RequestView
  readonly context: ApiContext
  /** The request, for events. */
  readonly event: RequestOfEvent
  /** What the groups of `path` have matched. */
  readonly parts: readonly string[]
}
