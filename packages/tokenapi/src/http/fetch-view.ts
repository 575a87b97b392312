import { RefusedError } from '../core/errors.js'
import { concat } from './bytes.js'
import { contentTooLarge } from './limits.js'
import { type RequestBody, type RequestView, originForm } from './request-view.js'

/**
 * The view of a standard `Request`. Its body is read from a copy and stays whole for the handler, unless
 * the framework knows another way to it.
 */
export function viewOfRequest(
  request: Request,
  body: RequestView['body'] = (limit) => bodyOf(request, limit),
): RequestView {
  return {
    method: request.method,
    target: originForm(request.url),
    header: (name) => request.headers.get(name) ?? undefined,
    body,
  }
}

/** The body of a standard `Request`, read from a copy. */
export async function bodyOf(request: Request, limit: number): Promise<RequestBody> {
  return { bytes: await readBytes(request, limit) }
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  // Where somebody has read it already and kept it, nothing is left to find here.
  const body = request.bodyUsed ? null : copyOf(request)
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

/** Some servers make the body only now, and find that they cannot. */
function copyOf(request: Request): ReadableStream<Uint8Array> | null {
  try {
    return request.clone().body
  } catch {
    return refuseBroken()
  }
}

// The caller's, not ours: it must not look like an outage.
function refuseBroken(): never {
  throw new RefusedError('invalid_request', 'The body ended before it was complete.')
}

async function readOff(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
