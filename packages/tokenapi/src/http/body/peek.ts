import { RefusedError } from '../../core/errors.js'
import { concat } from './bytes.js'
import { contentTooLarge } from './limits.js'

/** On a stream whose body was put back; for all copies of the package that a tree may have. */
const PUT_BACK: unique symbol = Symbol.for('tokenapi.putBack')

/** The part of a Node stream that is used here. */
export interface PeekableStream {
  [PUT_BACK]?: boolean
  readonly _readableState?: { readonly ended?: boolean } | undefined
  readonly destroyed: boolean
  readonly readableEnded: boolean
  readonly readableLength: number
  read(size?: number): unknown
  unshift(chunk: Uint8Array): void
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
  rawListeners(event: string): unknown[]
  resume(): unknown
}

/**
 * The whole body, put back before the stream ends: a body parser or a handler that comes later reads
 * it as if it had not been read. Throws `RefusedError`: `content_too_large`, or `invalid_request` for a
 * body that breaks off.
 */
export function peekBody(stream: PeekableStream, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let length = 0
    // Existing listeners would receive the data twice: now, and after it is put back.
    const listeners = stream.rawListeners('data') as (() => void)[]

    const onReadable = (): void => {
      // Never by a `read()` that finds nothing: at the end of the stream it would set off "end".
      while (stream.readableLength > 0) {
        const chunk = stream.read()
        if (chunk === null) break
        const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk
        chunks.push(bytes as Uint8Array)
        length += (bytes as Uint8Array).length
        if (length > limit) return finish(contentTooLarge(limit))
      }
      if (hasAll(stream)) finish()
    }
    const onEnd = (): void => finish()
    const onBroken = (): void =>
      finish(new RefusedError('invalid_request', 'The body ended before it was complete.'))
    const finish = (error?: Error): void => {
      stream.off('readable', onReadable)
      stream.off('end', onEnd)
      stream.off('error', onBroken)
      stream.off('close', onBroken)
      const bytes = error === undefined ? concat(chunks, length) : undefined
      // In the same turn as the read that found the end: "end" has not been emitted yet.
      if (bytes !== undefined && length > 0 && !stream.readableEnded) {
        stream.unshift(bytes)
        stream[PUT_BACK] = true
      }
      for (const listener of listeners) stream.on('data', listener)
      if (bytes !== undefined) return resolve(bytes)
      // What is left is read off, or the connection would never come to its next request.
      stream.resume()
      reject(error as Error)
    }

    for (const listener of listeners) stream.off('data', listener)
    if (stream.destroyed) return onBroken()
    // Has the source begin and takes nothing. Some have all of the body only now: a stream that is not
    // asked says that it is empty.
    if (!hasAll(stream)) stream.read(0)
    // An empty stream is not read to its end, or those who come later would take it for a closed one.
    if (hasAll(stream) && stream.readableLength === 0) return finish()
    stream.on('readable', onReadable)
    stream.on('end', onEnd)
    stream.on('error', onBroken)
    stream.on('close', onBroken)
  })
}

/** Whether it is a stream at all: a request that a test made may be a plain object. */
export function isStream({ _readableState }: Pick<PeekableStream, '_readableState'>): boolean {
  return typeof _readableState === 'object'
}

/** Whether the body of a stream that has been read from was put back by `peekBody`. */
export function wasPeeked(stream: PeekableStream): boolean {
  return stream[PUT_BACK] === true
}

/** Whether the source has ended. Node's `complete` is set too early, too late or never by some wrappers. */
function hasAll({ _readableState }: PeekableStream): boolean {
  return _readableState?.ended === true
}
