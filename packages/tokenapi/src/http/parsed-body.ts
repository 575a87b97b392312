import type { RequestBody } from './request-view.js'

/** What a body parser has left: a text, bytes, fields, or nothing. */
export function parsedBody(body: unknown): RequestBody {
  if (typeof body === 'string') return { bytes: new TextEncoder().encode(body) }
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body) }
  if (body instanceof Uint8Array) return { bytes: body }
  if (typeof body === 'object' && body !== null) {
    return { fields: body as Readonly<Record<string, unknown>> }
  }
  return { bytes: new Uint8Array() }
}
