// Control characters (also those above 127), bidi marks and other format characters, line and paragraph separators.
const HIDDEN = /(?!\n$)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu

/**
 * A line of JSON in which no character moves the cursor, ends the line or turns the order of what follows.
 * JSON itself escapes only those below 32. The value of the line is the same.
 */
export function escapeLine(line: string): string {
  return line.replace(HIDDEN, (hidden) => {
    const units = Array.from({ length: hidden.length }, (_, i) => hidden.charCodeAt(i))
    return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
  })
}
