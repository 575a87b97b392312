import { latin1TextOf } from './bytes.js'
import { parameterOf } from '../credentials/parameters.js'

/** Bytes as text, by one charset. Never throws. */
export type Decode = (bytes: Uint8Array) => string

// Latin-1 itself, as the original reads it. By these labels a platform gives windows-1252.
const LATIN1 = /^(?:iso[-_]?8859-?1|latin-?1|l1)$/i

/**
 * How a form is to be decoded, by the charset that its Content-Type declares. One that the platform
 * does not know is taken for UTF-8, as the original.
 */
export function decoderFor(contentType: string): Decode {
  const charset = parameterOf(contentType, 'charset') ?? ''
  if (LATIN1.test(charset)) return latin1TextOf
  const encoding = encodingOf(charset)
  return encoding === 'utf-8' ? decodeUtf8 : (bytes) => decodeLegacy(encoding, bytes)
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/** Invalid bytes become U+FFFD; a byte order mark is of the text. */
export function decodeUtf8(bytes: Uint8Array): string {
  return utf8.decode(bytes)
}

/** The encoding of a label; UTF-8 for an unknown one. */
function encodingOf(label: string): string {
  try {
    return label === '' ? 'utf-8' : new TextDecoder(label).encoding
  } catch {
    return 'utf-8'
  }
}

/**
 * What is invalid is Latin-1, as the original takes it: platforms are slow at putting a replacement for
 * each wrong byte, which a caller could send a body of.
 */
function decodeLegacy(encoding: string, bytes: Uint8Array): string {
  try {
    // A new one each time: one that has thrown may keep what it was at.
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return latin1TextOf(bytes)
  }
}
