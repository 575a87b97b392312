import { RefusedError } from '../core/errors.js'
import type { Fields } from '../core/credentials.js'
import { latin1BytesOf, latin1TextOf } from './bytes.js'
import { type Limits, tooManyFields } from './limits.js'

// boundary = token / quoted-string                           RFC 2046 §5.1.1
const BOUNDARY = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)+)"|([^\s";]+))/i
/**
 * The text fields of a multipart form; files are not fields. The platform's parser does the work,
 * over the body with its boundary replaced by one that every platform takes.
 * No boundary is a `RefusedError`; a body that has none of its parts holds no fields, as the original.
 */
export async function readMultipart(
  bytes: Uint8Array,
  contentType: string,
  limits: Pick<Limits, 'fields'>,
): Promise<Fields> {
  const match = BOUNDARY.exec(contentType)
  const boundary = match?.[1]?.replace(/\\(.)/g, '$1') ?? match?.[2]
  if (boundary === undefined) {
    throw new RefusedError('invalid_request', 'A multipart form must name its boundary.')
  }
  const [, ...parts] = `\r\n${latin1TextOf(bytes)}`.split(`\r\n--${boundary}`)
  if (parts.length - 1 > limits.fields) throw tooManyFields(limits.fields)
  const fields = new Map<string, string>()
  for (const [name, value] of await parse(parts.map(plain))) {
    if (typeof value === 'string') fields.set(name, value)
  }
  return fields
}

const ENCODING = /\r\ncontent-transfer-encoding:[ \t]*([^\r\n]*)/i
const NOT_BASE64 = /[^A-Za-z0-9+/=]/g

/** A part without its transfer encoding, which some platforms' parsers heed and others do not. */
function plain(part: string): string {
  const end = part.indexOf('\r\n\r\n')
  const head = part.slice(0, Math.max(0, end))
  const encoding = ENCODING.exec(head)?.[1]?.trim()
  if (encoding === undefined) return part
  const content = part.slice(end + 4)
  return `${head.replace(ENCODING, '')}\r\n\r\n${encoding === 'base64' ? decoded(content) : content}`
}

/** As it stands where it is no base64 after all, as the original. */
function decoded(content: string): string {
  const digits = content.replace(NOT_BASE64, '')
  if (digits.length % 4 !== 0) return content
  try {
    return atob(digits)
  } catch {
    return content
  }
}

/** Behind a boundary that nobody can write into a file: it would begin another part, with fields in it. */
async function parse(parts: readonly string[]): Promise<Iterable<[string, unknown]>> {
  // In the form that the platform's parsers want: Node's refuses short and odd ones.
  const boundary = `----tokenapi-${crypto.randomUUID()}`
  const body = parts.map((part) => `--${boundary}${part}`).join('\r\n')
  try {
    const response = new Response(latin1BytesOf(body), {
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    })
    return (await response.formData()).entries()
  } catch {
    return []
  }
}
