import { ConfigError, RefusedError } from '../../core/errors.js'
import { memberOf } from '../../core/options/member-of.js'
import { concat } from '../body/bytes.js'
import { contentTooLarge } from '../body/limits.js'
import { type RequestView, originForm } from './request-view.js'

/** Whether it is a view: a standard request has `headers` and no method `header`. */
export function isView(request: Request | RequestView): request is RequestView {
  return typeof memberOf(request as RequestView, 'header') === 'function'
}

/** The view of a standard `Request`. Its body is read from a copy and stays whole for the handler. */
export function viewOfRequest(request: Request): RequestView {
  if (typeof request?.headers?.get !== 'function') throw notStandard
  return {
    method: request.method,
    target: originForm(request.url),
    signal: () => request.signal,
    header: (name) => request.headers.get(name) ?? undefined,
    // What was read before is gone, unless the framework has kept it.
    parsed: () => (isRead(request) ? { bytes: new Uint8Array() } : undefined),
    body: (limit) => readBytes(request, limit),
  }
}

const notStandard = new ConfigError(
  'the guard was given a request that is no standard `Request`: for requests of node:http use `tokenapi/node`',
)

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  const body = copyOf(request)
  if (body === null) return new Uint8Array()
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read().catch(refuseBroken)
    if (done) break
    length += value.length
    if (length > limit) {
      // What is left is dropped as it comes, or the connection would never come to its next request.
      request.body?.cancel().catch(() => {})
      readOff(reader).catch(() => {})
      throw contentTooLarge(limit)
    }
    chunks.push(value)
  }
  return concat(chunks, length)
}

/** Some servers make the request only now, and find that they cannot: of a URL with user information. */
function isRead(request: Request): boolean {
  try {
    return request.bodyUsed
  } catch {
    return refuseBroken()
  }
}

/** Cloned before `body` is looked at: h3's `bodyLimit` returns the body once, to the first caller. */
function copyOf(request: Request): ReadableStream<Uint8Array> | null {
  try {
    return request.clone().body
  } catch {
    // Held by a reader that has not begun: as good as read. Else a server made the body only now, and
    // found that it cannot.
    return isLocked(request) ? null : refuseBroken()
  }
}

function isLocked(request: Request): boolean {
  try {
    return request.body?.locked === true
  } catch {
    return false
  }
}

// The client broke off: a 400, not an outage.
function refuseBroken(): never {
  throw new RefusedError('invalid_request', 'The body ended before it was complete.')
}

async function readOff(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
