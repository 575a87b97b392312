import type { RefusedError } from '../../core/errors.js'
import type { GuardOptions, RefusedRequest } from './guard-options.js'
import { withPrivateHeaders } from '../response/cache-headers.js'
import type { RequestView } from '../view/request-view.js'
import { responseTo } from '../response/response-to.js'

/**
 * A refusal in the application's own words, with everything that makes `usual` one. Returns
 * `usual` itself if `onRefused` returns nothing, or something else than a response.
 */
export async function ownRefusal(
  { status, code, message }: RefusedError,
  view: RequestView,
  onRefused: NonNullable<GuardOptions['onRefused']>,
  usual: Response,
): Promise<Response> {
  const { method, target } = view
  const request: RefusedRequest = { method, target, header: (name) => view.header(name) }
  const own: unknown = await onRefused({ status, code, message }, request)
  if (!isResponse(own)) return usual
  // Read here, where a body that breaks or was read before still has our own words in its place.
  const body = own.body === null ? null : await own.arrayBuffer()
  // `new Response('Please log in')` is a 200: meant as a refusal, and read as a pass.
  const meant = own.status >= 300 && own.status < 500
  const headers = new Headers(own.headers)
  // Bun names the type of a text only when it sends it, and has forgotten by then that it was one.
  if (own.body !== null && !headers.has('content-type')) {
    headers.set('content-type', 'text/plain;charset=UTF-8')
  }
  for (const name of TRANSPORT) headers.delete(name)
  const answer = withPrivateHeaders(
    responseTo(view.method, body, { status: meant ? own.status : status, headers }),
  )
  for (const name of [...OF_STATUS, 'x-content-type-options', 'referrer-policy']) {
    const value = usual.headers.get(name)
    const belongs = !OF_STATUS.includes(name) || answer.status === usual.status
    if (value !== null && belongs && !answer.headers.has(name)) answer.headers.set(name, value)
  }
  return answer
}

/** What belongs to the refusal's status, and to no other: RFC 9110 §15.5.2, §15.5.6, RFC 6585 §4. */
const OF_STATUS = ['www-authenticate', 'allow', 'retry-after']

/** What was said of the connection that a response was fetched by, and nothing of this one. */
const TRANSPORT = ['content-length', 'transfer-encoding', 'connection', 'keep-alive']

/** By its shape: some servers bring a `Response` of their own. */
function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value
}
