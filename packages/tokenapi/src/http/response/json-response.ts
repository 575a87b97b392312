/** The original's JSON response helpers, on the standard `Response`. */
import { toJson } from '../body/json.js'

/** What the JSON helpers take beside the data, as the original’s `JSONResponse` does. */
export interface JsonInit {
  /** HTTP status; the helper's own where left out. */
  readonly status?: number
  readonly headers?: ConstructorParameters<typeof Headers>[0]
  /** `false`: `data` is text or bytes that are JSON already and is sent as it is. */
  readonly dump?: boolean
}

/**
 * A response with `data` as JSON, status 200. An object gets `success: true` as its last member (an
 * own `success` is overwritten in place), unless it has a key `errors`; nothing else does.
 * Throws `TypeError` for data that JSON cannot hold.
 *
 * @example
 * return jsonResponse({ hello: user.username }) // {"hello": "maria", "success": true}
 */
export function jsonResponse(data: unknown, init: JsonInit = {}): Response {
  const headers = new Headers(init.headers)
  if (!headers.has('content-type')) headers.set('content-type', 'application/json')
  return new Response(serialize(data, init), { status: init.status ?? 200, headers })
}

function serialize(data: unknown, init: JsonInit): string | Uint8Array<ArrayBuffer> {
  if (init.dump !== false) return toJson(withSuccess(data))
  if (typeof data === 'string') return data
  if (data instanceof Uint8Array) return new Uint8Array(data)
  throw new TypeError('with `dump: false` the data must be a string or a Uint8Array')
}

function withSuccess(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data
  if (data instanceof Map) {
    return data.has('errors') ? data : new Map([...data, ['success', true]])
  }
  if (data instanceof Date) return data
  if ('toJSON' in data && typeof data.toJSON === 'function') return withSuccess(data.toJSON())
  if (Object.getPrototypeOf(data)?.constructor === Set || ArrayBuffer.isView(data)) return data
  return Object.hasOwn(data, 'errors') ? data : { ...data, success: true }
}

/**
 * `{"success": false, "errors": message}`, status 200 unless `init` has another.
 *
 * @example
 * return jsonError('Only POST is allowed', { status: 405 })
 */
export function jsonError(message: unknown, init: JsonInit = {}): Response {
  return jsonResponse({ success: false, errors: message ?? null }, init)
}

/**
 * `jsonError` with status 400.
 *
 * @example
 * return jsonResponseBadRequest('`amount` must be a number')
 */
export const jsonResponseBadRequest: JsonErrorResponse = errorWithStatus(400)
/**
 * `jsonError` with status 401.
 *
 * @example
 * return jsonResponseUnauthorized('Log in first')
 */
export const jsonResponseUnauthorized: JsonErrorResponse = errorWithStatus(401)
/**
 * `jsonError` with status 403.
 *
 * @example
 * return jsonResponseForbidden('Staff only')
 */
export const jsonResponseForbidden: JsonErrorResponse = errorWithStatus(403)
/**
 * `jsonError` with status 404.
 *
 * @example
 * return jsonResponseNotFound('No such report')
 */
export const jsonResponseNotFound: JsonErrorResponse = errorWithStatus(404)
/**
 * `jsonError` with status 405.
 *
 * @example
 * return jsonResponseNotAllowed('Only POST is allowed', { headers: { allow: 'POST' } })
 */
export const jsonResponseNotAllowed: JsonErrorResponse = errorWithStatus(405)
/**
 * `jsonError` with status 406.
 *
 * @example
 * return jsonResponseNotAcceptable('Only JSON is available')
 */
export const jsonResponseNotAcceptable: JsonErrorResponse = errorWithStatus(406)

/** `jsonError` with a status of its own. */
export type JsonErrorResponse = (message: unknown, init?: JsonInit) => Response

function errorWithStatus(status: number): JsonErrorResponse {
  return (message, init) => jsonError(message, { ...init, status })
}
