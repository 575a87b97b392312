import { RefusedError } from '../core/errors.js'
import { concat } from './bytes.js'
import { contentTooLarge } from './limits.js'
import { parsedBody } from './parsed-body.js'
import type { RequestBody, RequestView } from './request-view.js'

/**
 * The part of a Node `IncomingMessage`, and of what frameworks make of one, that is used here. Those
 * of HTTP/2 and those that a framework injects without a connection have not all of it.
 */
export interface IncomingRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly rawHeaders?: readonly string[] | undefined
  /** What a body parser has left here. */
  readonly body?: unknown
  readonly complete?: boolean | undefined
  readonly _readableState?: { readonly ended?: boolean } | undefined
  readonly destroyed: boolean
  readonly readableEnded: boolean
  readonly readableLength: number
  read(): unknown
  unshift(chunk: Uint8Array): void
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
  resume(): unknown
}

/**
 * The view of a Node request. `target` is the request target, or the part of it below a mount;
 * `parsed` what a body parser has made of the body, where that is not at `request.body`.
 */
export function viewOfIncoming(
  request: IncomingRequest,
  target: string,
  parsed: unknown = request.body,
): RequestView {
  return {
    method: request.method ?? 'GET',
    target,
    header: (name) => headerOf(request, name),
    body: (limit) => bodyOf(request, parsed, limit),
  }
}

function headerOf(request: IncomingRequest, name: string): string | undefined {
  const value = request.headers[name]
  if (Array.isArray(value)) return value.join(', ')
  if (name !== 'authorization' || value === undefined) return value
  // Middleware may have put another in its place, from a cookie for one: that is what counts.
  return severalAuthorizations(request.rawHeaders ?? []) ?? value
}

/** Node keeps the first of several Authorization fields and drops the rest unseen: all of them, joined. */
function severalAuthorizations(rawHeaders: readonly string[]): string | undefined {
  let joined = ''
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue
    joined += count++ === 0 ? rawHeaders[i + 1] : `, ${rawHeaders[i + 1]}`
  }
  return count > 1 ? joined : undefined
}

async function bodyOf(
  request: IncomingRequest,
  body: unknown,
  limit: number,
): Promise<RequestBody> {
  // Only a stream that was read to its end has been parsed: some parsers leave `{}` without reading.
  if (!request.readableEnded) return { bytes: await peek(request, limit) }
  return parsedBody(body)
}

/**
 * The whole body, put back before the stream ends: a body parser or a handler that comes later reads
 * it as if nobody had.
 */
function peek(request: IncomingRequest, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let length = 0
    const onReadable = (): void => {
      for (let chunk = request.read(); chunk !== null; chunk = request.read()) {
        const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
        chunks.push(bytes as Uint8Array)
        length += (bytes as Uint8Array).length
        if (length > limit) return finish(contentTooLarge(limit))
      }
      if (isWhole(request)) finish()
    }
    const onBroken = (): void =>
      finish(new RefusedError('invalid_request', 'The body ended before it was complete.'))
    const finish = (error?: Error): void => {
      request.off('readable', onReadable)
      request.off('error', onBroken)
      request.off('close', onBroken)
      if (error !== undefined) {
        // What is left is read off, or the connection would never come to its next request.
        request.resume()
        return reject(error)
      }
      const bytes = concat(chunks, length)
      // In the same turn as the read that found the end: "end" has not been emitted yet.
      if (length > 0) request.unshift(bytes)
      resolve(bytes)
    }
    if (request.destroyed) return onBroken()
    // An empty body is left alone: ended already it says no more than "end", and once read it would be
    // closed, which @koa/bodyparser takes for a caller who is gone.
    const empty = isWhole(request) || request.headers['content-length'] === '0'
    if (empty && request.readableLength === 0) return finish()
    request.on('readable', onReadable)
    request.on('error', onBroken)
    request.on('close', onBroken)
  })
}

/** An HTTP/2 request is `complete` only after "end", and an injected one never: their streams know. */
function isWhole({ complete, _readableState }: IncomingRequest): boolean {
  return complete === true || _readableState?.ended === true
}
