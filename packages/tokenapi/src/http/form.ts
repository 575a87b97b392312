import type { Fields } from '../core/credentials.js'
import { RefusedError } from '../core/errors.js'
import { latin1TextOf } from './bytes.js'
import { type Limits, contentTooLarge, tooManyFields } from './limits.js'
import { readMultipart } from './multipart.js'
import type { RequestView } from './request-view.js'
import { readUrlEncoded } from './url-encoded.js'

const NONE: Fields = new Map()

/** A content type's media type, in lower case, without parameters; "" where there is none. */
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
  if (view.method !== 'POST') return NONE
  const type = mediaTypeOf(view)
  if (type !== 'application/x-www-form-urlencoded' && type !== 'multipart/form-data') return NONE
  const body = await readBody(view, limits)
  if ('fields' in body) return fieldsOf(body.fields)
  const contentType = view.header('content-type') as string
  return type === 'multipart/form-data'
    ? readMultipart(body.bytes, contentType, limits)
    : readUrlEncoded(decodeForm(body.bytes, contentType), limits)
}

/** The body, within the limit and not compressed. */
export async function readBody(
  view: RequestView,
  limits: Limits,
): Promise<Awaited<ReturnType<RequestView['body']>>> {
  const encoding = view.header('content-encoding')
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity') {
    throw new RefusedError('unsupported_media_type', 'The body must not be compressed.')
  }
  if (Number(view.header('content-length')) > limits.body) throw contentTooLarge(limits.body)
  const body = await view.body(limits.body)
  if ('bytes' in body && body.bytes.length > limits.body) throw contentTooLarge(limits.body)
  if ('fields' in body && Object.keys(body.fields).length > limits.fields) {
    throw tooManyFields(limits.fields)
  }
  return body
}

/**
 * What a body parser made of a form. A value is a string, or a list where the name was repeated (the
 * last counts). A list of one comes of bracket syntax, `user[]=1`: another name, so not this field.
 */
function fieldsOf(parsed: Readonly<Record<string, unknown>>): Fields {
  const fields = new Map<string, string>()
  for (const name of Object.keys(parsed)) {
    const value = parsed[name]
    if (typeof value === 'string') fields.set(name, value)
    else if (Array.isArray(value) && value.length > 1) {
      const last: unknown = value.at(-1)
      if (typeof last === 'string') fields.set(name, last)
    }
  }
  return fields
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]+)/i
const LATIN1 = /^(?:iso-?8859-1|iso_8859-1|latin-?1|l1)$/i
const ESCAPE = /%([89a-f][0-9a-f])/gi
const BEYOND_ASCII = /[\u0080-\u00ff]/g

/**
 * The text of a URL-encoded form. Latin-1 is heard, as the original does; any other charset is taken
 * for UTF-8, which is what browsers send whatever they say.
 */
function decodeForm(bytes: Uint8Array, contentType: string): string {
  const charset = CHARSET.exec(contentType)?.[1] ?? ''
  if (!LATIN1.test(charset)) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  // Brought to UTF-8 escapes, which the one parser reads.
  return latin1TextOf(bytes)
    .replace(ESCAPE, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(BEYOND_ASCII, encodeURIComponent)
}
