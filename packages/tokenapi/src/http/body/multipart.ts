import type { Fields } from '../../core/credentials.js'
import { RefusedError } from '../../core/errors.js'
import { latin1BytesOf, latin1TextOf } from './bytes.js'
import type { Decode } from './charset.js'
import { type Limits, tooManyFields } from './limits.js'
import { parameterOf } from '../credentials/parameters.js'

// boundary = 0*69<bchars> bcharsnospace                     RFC 2046 §5.1.1
// Of printable ASCII and up to 201 characters, as the original.
const BOUNDARY = /^[ -~]{0,200}[!-~]$/

/** The header of one part, in bytes. 400 beyond. */
const LONGEST_HEADER = 4_096

/**
 * The text fields of a multipart form, the last of a name; files are not fields. What follows the
 * last boundary is read up to the end where that boundary is missing, as the original.
 * Throws `RefusedError` for no boundary, too many parts, and a part whose header is too long.
 */
export function readMultipart(
  bytes: Uint8Array,
  contentType: string,
  limits: Pick<Limits, 'fields'>,
  decode: Decode,
): Fields {
  const boundary = parameterOf(contentType, 'boundary') ?? ''
  if (!BOUNDARY.test(boundary)) {
    throw new RefusedError('invalid_request', 'A multipart form must name its boundary.')
  }
  const parts = partsOf(latin1TextOf(bytes), boundary, limits.fields + 1)
  if (parts.length > limits.fields) throw tooManyFields(limits.fields)
  const sections = parts.flatMap(sectionOf)
  return {
    get: (name) => {
      const field = sections.findLast((section) => matchingName(section, name) === name)
      return field === undefined ? undefined : decode(latin1BytesOf(contentOf(field)))
    },
  }
}

/** The text between two boundaries, with its header; no more than `most`. */
function partsOf(text: string, boundary: string, most: number): string[] {
  // What precedes the first boundary is not a part.
  const [, ...parts] = `\r\n${text}`.split(`\r\n--${boundary}`, most + 1)
  const end = parts.findIndex((part) => part.startsWith('--'))
  return end < 0 ? parts : parts.slice(0, end)
}

interface Section {
  readonly header: string
  readonly content: string
  /** Found once, for all names that are asked for. */
  disposition?: string
}

/** Header and content of a part; none for what has no header. */
function sectionOf(part: string): Section[] {
  const end = part.slice(0, LONGEST_HEADER + 4).indexOf('\r\n\r\n')
  if (end >= 0) return [{ header: part.slice(0, end), content: part.slice(end + 4) }]
  if (part.length <= LONGEST_HEADER) return []
  throw new RefusedError(
    'invalid_request',
    `The header of a part must not be longer than ${LONGEST_HEADER} bytes.`,
  )
}

/** The name of a field if it is the wanted one; `undefined` for others and for files. */
function matchingName(section: Section, asked: string): string | undefined {
  const { header } = section
  // Unchanged, since nothing in it can be escaped: most parts need no further reading.
  if (!header.includes(asked)) return undefined
  const disposition = (section.disposition ??= fieldOf(header, 'content-disposition') ?? '')
  const name = parameterOf(disposition, 'name')?.trim()
  return name === asked && !isFile(disposition) ? name : undefined
}

/** An empty file name is that of a field, as the original. */
function isFile(disposition: string): boolean {
  const filename = parameterOf(disposition, 'filename') ?? ''
  return filename !== '' || parameterOf(disposition, 'filename*') !== undefined
}

function contentOf({ header, content }: Section): string {
  const encoding = fieldOf(header, 'content-transfer-encoding')?.trim().toLowerCase()
  return encoding === 'base64' ? decoded(content) : content
}

/** The last field of that name. */
function fieldOf(header: string, name: string): string | undefined {
  const at = header.toLowerCase().lastIndexOf(`\r\n${name}:`)
  if (at < 0) return undefined
  const start = at + name.length + 3
  const end = header.indexOf('\r\n', start)
  return header.slice(start, end < 0 ? undefined : end)
}

const NOT_BASE64 = /[^A-Za-z0-9+/=]+/g

/** Unchanged if it is not base64, as in the original. */
function decoded(content: string): string {
  const digits = content.replace(NOT_BASE64, '')
  if (digits.length % 4 !== 0) return content
  try {
    return atob(digits)
  } catch {
    return content
  }
}
