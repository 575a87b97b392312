import type { ParsedBody } from '../view/request-view.js'

/** What a body parser has left: a text, bytes, fields, or nothing. */
export function parsedBody(body: unknown): ParsedBody {
  if (typeof body === 'string') return { bytes: new TextEncoder().encode(body) }
  if (body instanceof ArrayBuffer) return { bytes: new Uint8Array(body) }
  if (body instanceof Uint8Array) return { bytes: body }
  if (typeof body !== 'object' || body === null || 'pipe' in body) return NOTHING
  if (isFormLike(body)) return { fields: lastOfEach(body) }
  return { fields: body as Readonly<Record<string, unknown>> }
}

const NOTHING: ParsedBody = { bytes: new Uint8Array() }

/** `URLSearchParams` and `FormData`, whichever implementation made it. */
function isFormLike(body: object): body is Iterable<readonly [string, unknown]> {
  return Symbol.iterator in body && 'getAll' in body && typeof body.getAll === 'function'
}

function lastOfEach(form: Iterable<readonly [string, unknown]>): Readonly<Record<string, unknown>> {
  const texts = [...form].filter(([, value]) => typeof value === 'string')
  return Object.fromEntries(texts)
}
