import { isPlainText } from '../../core/runtime/plain-text.js'
import { unpaddedBase64 } from '../phc-base64.js'

/** The bytes of base64 without padding, or of passlib's variant with "." for "+"; `undefined` if it is truncated. */
export function decodeBase64(base64: string): Uint8Array | undefined {
  const standard = base64.replaceAll('.', '+')
  const bytes = Buffer.from(standard, 'base64')
  return unpaddedBase64(bytes) === standard ? bytes : undefined
}

/** The text of a salt, if Django can store it: valid UTF-8, not empty, without "$". Otherwise `undefined`. */
export function decodeTextSalt(bytes: Uint8Array): string | undefined {
  const text = Buffer.from(bytes).toString('utf8')
  const isText = Buffer.from(text, 'utf8').equals(bytes) && isPlainText(text)
  return isText && text !== '' && !text.includes('$') ? text : undefined
}
