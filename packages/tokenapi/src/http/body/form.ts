import type { Fields } from '../../core/credentials.js'
import { RefusedError } from '../../core/errors.js'
import { decoderFor } from './charset.js'
import { type Limits, contentTooLarge, tooManyFields } from './limits.js'
import type { ParsedBody, RequestView } from '../view/request-view.js'
import { readUrlEncoded } from './url-encoded.js'

const NONE: Fields = new Map()

/** A content type's media type, in lower case, without parameters; "" if the field has no value. */
export function mediaTypeOf(view: Pick<RequestView, 'header'>): string {
  const field = view.header('content-type') ?? ''
  const semicolon = field.indexOf(';')
  return (semicolon < 0 ? field : field.slice(0, semicolon)).trim().toLowerCase()
}

/**
 * The fields of a form body: of POST alone, URL-encoded or multipart, as the original reads them.
 * Empty for any other request. Throws `RefusedError` for a form that is too large or cannot be read.
 */
export async function readForm(view: RequestView, limits: Limits): Promise<Fields> {
  if (!mayHaveForm(view)) return NONE
  const type = mediaTypeOf(view)
  if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') return NONE
  const body = await readBody(view, limits)
  if ('fields' in body) return { get: (name) => lastText(body.fields, name) }
  const contentType = view.header('content-type') as string
  const decode = decoderFor(contentType)
  if (type !== 'multipart/form-data') return readUrlEncoded(body.bytes, limits, decode)
  // Imported on demand: few clients send one.
  const { readMultipart } = await import('./multipart.js')
  return readMultipart(body.bytes, contentType, limits, decode)
}

/** Only the form of a POST is read, as in django-tokenapi. */
export function mayHaveForm({ method }: Pick<RequestView, 'method'>): boolean {
  return method === 'POST'
}

/**
 * The body, within the limits. One that was parsed already is not judged by its header fields, which
 * say what it was on the wire: compressed, or longer than what is left to be read here.
 */
export async function readBody(view: RequestView, limits: Limits): Promise<ParsedBody> {
  const parsed = await view.parsed?.(limits.body)
  if (parsed !== undefined && 'fields' in parsed) {
    if (Object.keys(parsed.fields).length > limits.fields) throw tooManyFields(limits.fields)
    return parsed
  }
  const bytes = parsed?.bytes ?? (await readUnparsed(view, limits))
  if (bytes.length > limits.body) throw contentTooLarge(limits.body)
  return { bytes }
}

async function readUnparsed(view: RequestView, limits: Limits): Promise<Uint8Array> {
  const encoding = view.header('content-encoding')
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new RefusedError('unsupported_media_type', 'The body must not be compressed.')
  }
  if (Number(view.header('content-length')) > limits.body) throw contentTooLarge(limits.body)
  return view.body(limits.body)
}

/**
 * A field of what a body parser made of a form: a string, or a list where the name was repeated (the
 * last counts). A list of one comes of bracket syntax, `user[]=1`: another name, so not this field.
 */
function lastText(parsed: Readonly<Record<string, unknown>>, name: string): string | undefined {
  if (!Object.hasOwn(parsed, name)) return undefined
  const value = parsed[name]
  const last: unknown = Array.isArray(value) && value.length > 1 ? value.at(-1) : value
  return typeof last === 'string' ? last : undefined
}
