import type { Fields } from '../core/credentials.js'
import { type Limits, tooManyFields } from './limits.js'

/**
 * The fields of a query string or URL-encoded form: "&" alone separates, the last of a name counts,
 * broken escapes stay as they are, invalid UTF-8 becomes U+FFFD. As the original, and as WHATWG URL.
 * Throws `RefusedError` where there are too many.
 */
export function readUrlEncoded(text: string, limits: Pick<Limits, 'fields'>): Fields {
  let fields = 1
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) fields++
  if (fields > limits.fields) throw tooManyFields(limits.fields)
  // A leading "?" belongs to the first name; URLSearchParams would drop it.
  return new Map(new URLSearchParams(text.startsWith('?') ? `&${text}` : text))
}
