import { RefusedError } from '../errors.js'

/** At most so many, as UTF-16 counts them. */
const LONGEST = 100
// Control characters, line and paragraph separators, marks that change the direction of the text around them, and lone
// surrogates: a name is shown to people, in lists and in terminals.
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/u
const EACH_FORBIDDEN = new RegExp(FORBIDDEN, 'gu')

/** What a name must be, in words. */
const TOKEN_NAME = '1 to 100 characters, without control characters and marks of text direction'

/** Whether a text can be the name of a token: of a device or a script. */
function isTokenName(text: string): boolean {
  return (
    typeof text === 'string' &&
    text.length <= LONGEST &&
    text.trim() !== '' &&
    !FORBIDDEN.test(text)
  )
}

/** The name that is given to a token, or none. Throws `RefusedError('invalid_request')`. */
export function readTokenName<T extends string | undefined>(given: T): T {
  if (given === undefined || isTokenName(given)) return given
  throw new RefusedError('invalid_request', `\`name\` must be ${TOKEN_NAME}.`)
}

/** A name from a `User-Agent` field: what of it can be in a name. "" for none. */
export function nameOfUserAgent(userAgent: string | undefined): string {
  // Twice, as the cut may leave half a character.
  const text = (userAgent ?? '').replaceAll(EACH_FORBIDDEN, '').trim().slice(0, LONGEST)
  return text.replaceAll(EACH_FORBIDDEN, '')
}
