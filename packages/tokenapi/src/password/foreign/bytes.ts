/** Salts and keys of other formats. */
import { isPlainText } from '../../core/plain-text.js'

/** Base64 without padding, or passlib's, which has "." for "+"; `undefined` where it is cut. */
export function bytesOf(base64: string): Uint8Array | undefined {
  const usual = base64.replaceAll('.', '+')
  const bytes = Buffer.from(usual, 'base64')
  return bytes.toString('base64').replace(/=+$/, '') === usual ? bytes : undefined
}

/** A salt as Django writes it: text without "$"; `undefined` where the bytes are no such text. */
export function textSaltOf(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes) && isPlainText(text)
  return isText && text !== '' && !text.includes('$') ? text : undefined
}
