import type { Fields } from '../../core/credentials.js'
import { latin1BytesOf, latin1TextOf } from './bytes.js'
import { type Decode, decodeUtf8 } from './charset.js'
import { type Limits, tooManyFields } from './limits.js'

type FieldLimit = Pick<Limits, 'fields'>

/** The fields of a query string. Throws `RefusedError` where there are too many. */
export function readQuery(query: string, limits: FieldLimit): Fields {
  const bytes = BEYOND_ASCII.test(query) ? latin1TextOf(new TextEncoder().encode(query)) : query
  return readFields(bytes, limits, decodeUtf8)
}

/** The fields of a URL-encoded form. Throws `RefusedError` where there are too many. */
export function readUrlEncoded(bytes: Uint8Array, limits: FieldLimit, decode: Decode): Fields {
  return readFields(latin1TextOf(decode === decodeUtf8 ? validUtf8(bytes) : bytes), limits, decode)
}

const BEYOND_ASCII = /[^\0-\x7f]/

/** A form that is no UTF-8 is Latin-1, as the original takes it; its escapes are of UTF-8 all the same. */
function validUtf8(bytes: Uint8Array): Uint8Array {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return bytes
  } catch {
    return new TextEncoder().encode(latin1TextOf(bytes))
  }
}

/** The longest spelling of a name that is read: "username" with each letter escaped. */
const LONGEST_NAME = 24

/**
 * "&" alone separates, the last of a name counts, broken escapes stay as they are: as the original, and
 * as WHATWG URL. `text` holds bytes, each a character.
 */
function readFields(text: string, limits: FieldLimit, decode: Decode): Fields {
  const written = new Map<string, string>()
  let fields = 0
  for (let from = 0; from <= text.length;) {
    if (++fields > limits.fields) throw tooManyFields(limits.fields)
    const ampersand = text.indexOf('&', from)
    const end = ampersand < 0 ? text.length : ampersand
    const field = text.slice(from, end)
    const equals = field.indexOf('=')
    const name = equals < 0 ? field : field.slice(0, equals)
    if (name.length <= LONGEST_NAME) {
      written.set(fieldName(name), equals < 0 ? '' : field.slice(equals + 1))
    }
    from = end + 1
  }
  return {
    get: (name) => {
      const value = written.get(name)
      return value === undefined ? undefined : decode(unescaped(value))
    },
  }
}

const PERCENT = 0x25
const PLUS = 0x2b
const SPACE = 0x20

function fieldName(text: string): string {
  return isEscaped(text) ? latin1TextOf(unescaped(text)) : text
}

function isEscaped(text: string): boolean {
  return text.includes('%') || text.includes('+')
}

/** The bytes that are meant. They are written over those that say so, which are never fewer. */
function unescaped(text: string): Uint8Array {
  const bytes = latin1BytesOf(text)
  if (!isEscaped(text)) return bytes
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    const escape = byte === PERCENT ? byteAt(bytes, at + 1) : -1
    if (escape >= 0) at += 2
    bytes[length++] = escape >= 0 ? escape : byte === PLUS ? SPACE : byte
  }
  return bytes.subarray(0, length)
}

/** The byte of two hex digits; -1 if they are not hex digits. */
function byteAt(bytes: Uint8Array, at: number): number {
  if (at + 1 >= bytes.length) return -1
  const high = HEX[bytes[at] as number] as number
  const low = HEX[bytes[at + 1] as number] as number
  return (high | low) < 0 ? -1 : high * 16 + low
}

/** What a character is worth as a hex digit; -1 if it is not a digit. */
const HEX = Int8Array.from({ length: 256 }, (_, unit) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(unit).toLowerCase()),
)
