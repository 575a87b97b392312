/** Text tables for people. */

/**
 * Makes lines of a table with columns of fixed width. Widths are known beforehand, so rows can be printed
 * as they arrive, however many there are.
 *
 * @example
 * const row = tableRow(8, 20)
 * row('ID', 'USER NAME', 'ACTIVE')
 */
export function tableRow(...widths: readonly number[]): (...cells: readonly string[]) => string {
  return (...cells) => {
    const padded = cells.map((cell, i) => printable(cell).padEnd(widths[i] ?? 0))
    return `${padded.join(' ').trimEnd()}\n`
  }
}

// Control characters, and marks that change the direction of text.
// oxlint-disable-next-line no-control-regex -- they are what is searched for
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** The text with escapes in place of characters that a terminal would interpret. */
export function printable(text: string): string {
  return text.replace(
    UNPRINTABLE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
