/** At most so many, as UTF-16 counts them. */
const LONGEST = 100
// Control characters, line and paragraph separators, marks that change the direction of the text around them, and lone
// surrogates: a name is shown to people, in lists and in terminals.
const FORBIDDEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Surrogate}]/u

/** What a name must be, in words. */
export const TOKEN_NAME =
  '1 to 100 characters, without control characters and marks of text direction'

/** Whether a text can be the name of a token: of a device or a script. */
export function isTokenName(text: string): boolean {
  return text.length <= LONGEST && text.trim() !== '' && !FORBIDDEN.test(text)
}

/** A name from a `User-Agent` field: what of it can be in a name. "" for none. */
export function nameOfUserAgent(userAgent: string | undefined): string {
  return (userAgent ?? '').replaceAll(new RegExp(FORBIDDEN, 'gu'), '').trim().slice(0, LONGEST)
}
