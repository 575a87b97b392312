/** In place of a value that does not exist. A header that is always sent and never empty cannot be the client's own. */
export const ABSENT = '-'

/** Printable ASCII without space, `"`, `%`, `,`, `;` and `\`. */
const ENCODED = /[^!#$&-+\--:<-[\]-~]/gu
/** Bytes. Longer values do not fit the header buffers of every proxy and application. */
const LONGEST = 1_024
const LONGEST_LIST = 4_096

/**
 * A text as the value of a header: UTF-8, with every character percent-encoded (RFC 3986 §2.1) that is not printable
 * ASCII or that separates values. Any function that decodes URL components returns the text. "-" for an empty text, and
 * for one that is too long: no part of a name is another user's name.
 */
export function headerValue(text: string): string {
  if (text === ABSENT) return '%2D'
  const value = text.replace(ENCODED, percentEncoded)
  return value === '' || value.length > LONGEST ? ABSENT : value
}

/** Several texts as one value; "-" for none, and for too many: an application then sees no right at all. */
export function headerList(texts: readonly string[], separator: string): string {
  const value = texts.map(headerValue).join(separator)
  return value === '' || value.length > LONGEST_LIST ? ABSENT : value
}

function percentEncoded(character: string): string {
  return Buffer.from(character).toString('hex').toUpperCase().replace(/../g, '%$&')
}
