import { PRIVATE_HEADERS } from './cache-headers.js'
import { toJson } from '../body/json.js'
import type { RequestView } from '../view/request-view.js'
import { responseTo } from './response-to.js'

/** A JSON response of a token route, with `success: true`. */
export function answer(view: RequestView, data: Record<string, unknown>): Response {
  return jsonText(view, toJson({ ...data, success: true }))
}

/** A response with this JSON text. */
export function jsonText({ method }: Pick<RequestView, 'method'>, text: string): Response {
  const headers = { ...PRIVATE_HEADERS, 'content-type': 'application/json' }
  return responseTo(method, text, { headers })
}
