import { RefusedError } from '../core/errors.js'
import type { Fields } from './form.js'
import { latin1BytesOf, latin1TextOf } from './bytes.js'
import { type Limits, tooManyFields } from './limits.js'

// boundary = token / quoted-string                           RFC 2046 §5.1.1
const BOUNDARY = /;\s*boundary\s*=\s*(?:"((?:[^"\\]|\\.)+)"|([^\s";]+))/i
/** A boundary in the form that the platform's parsers want: Node's refuses short and odd ones. */
const OURS = '----tokenapi-form-boundary-5c0ffee1'

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
  const parts = `\r\n${latin1TextOf(bytes)}`.split(`\r\n--${boundary}`)
  if (parts.length - 2 > limits.fields) throw tooManyFields(limits.fields)
  const fields = new Map<string, string>()
  for (const [name, value] of await parse(`--${OURS}${parts.slice(1).join(`\r\n--${OURS}`)}`)) {
    if (typeof value === 'string') fields.set(name, value)
  }
  return fields
}

async function parse(text: string): Promise<Iterable<[string, unknown]>> {
  try {
    const response = new Response(latin1BytesOf(text), {
      headers: { 'content-type': `multipart/form-data; boundary=${OURS}` },
    })
    return (await response.formData()).entries()
  } catch {
    return []
  }
}
