/** The handlers of the recorded project, written with the public functions. */
import type { User } from '../core/user.js'
import {
  jsonError,
  jsonResponse,
  jsonResponseBadRequest,
  jsonResponseForbidden,
  jsonResponseNotAcceptable,
  jsonResponseNotAllowed,
  jsonResponseNotFound,
  jsonResponseUnauthorized,
} from '../http/response/json-response.js'
import type { RecordedView } from './recording.js'
import { fromRecorded } from './recorded-values.js'

const HELPERS: Record<
  string,
  (data: unknown, init?: { status?: number; dump?: boolean }) => Response
> = {
  JsonResponse: jsonResponse,
  JsonError: jsonError,
  JsonResponseBadRequest: jsonResponseBadRequest,
  JsonResponseUnauthorized: jsonResponseUnauthorized,
  JsonResponseForbidden: jsonResponseForbidden,
  JsonResponseNotFound: jsonResponseNotFound,
  JsonResponseNotAllowed: jsonResponseNotAllowed,
  JsonResponseNotAcceptable: jsonResponseNotAcceptable,
}

/** The response of an open view. Throws if its data cannot be written as JSON. */
function helperResponse(view: RecordedView): Response {
  const helper = HELPERS[view.helper]
  if (helper === undefined) throw new TypeError(`no helper ${view.helper}`)
  return helper(fromRecorded(view.data), {
    ...(view.status === undefined ? {} : { status: view.status }),
    ...(view.dump === undefined ? {} : { dump: view.dump }),
  })
}

/** The handler of a guarded path; `undefined` for other paths. */
export function guardedHandler(
  path: string,
): ((method: string, user: User) => Response) | undefined {
  if (path === '/index.json') {
    return (method) =>
      method === 'POST'
        ? jsonResponse({ test1: 49, test2: 'awesome' })
        : jsonError('Only POST is allowed')
  }
  if (path === '/whoami.json') {
    return (method, user) => jsonResponse({ method, pk: user.id, username: user.username })
  }
  const item = /^\/items\/([0-9]+)\/([-\w]+)$/.exec(path)
  if (item !== null) {
    return (_method, user) => jsonResponse({ number: item[1], slug: item[2], pk: user.id })
  }
  return undefined
}

/** The response of an open view. Data that cannot be written as JSON is a 500, as in any framework. */
export function openResponse(view: RecordedView): Response {
  try {
    return helperResponse(view)
  } catch {
    const headers = { 'content-type': 'text/plain;charset=UTF-8' }
    return new Response('view error', { status: 500, headers })
  }
}
