/** A longer name is cut. */
const LONGEST = 60
/** Control characters, and marks that change the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu

/** A text of the store in quotation marks, in one line that a terminal shows as it is. */
export function quoted(text: string): string {
  const shown = [...text].slice(0, LONGEST).join('')
  const escaped = JSON.stringify(shown).replaceAll(
    UNPRINTABLE,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  )
  return shown === text ? escaped : `${escaped}…`
}
