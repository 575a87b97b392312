/** How a CSV file is written, as its first lines tell. */

export interface CsvDialect {
  readonly delimiter: string
  /** What ends a line where it is not CR LF. */
  readonly lineEnd: '\n' | '\r'
  /** Bytes before the line that names the columns: a byte order mark, and Excel's `sep=;`. */
  readonly skippedBytes: number
  readonly skippedLines: number
}

const DELIMITERS = [',', ';', '\t', '|'] as const
// Excel writes it for itself, and takes it for no row.
const SEPARATOR = /^"?sep=([^"\r\n])"?(?:\r\n|\r|\n)/i
// Line ends in quotes are part of a name.
const FIRST_LINE = /^((?:"(?:[^"]|"")*"|[^"\r\n])*)(\r\n|\r|\n)?/

/** `isField` says which names mean something: they show which character separates them. */
export function csvDialect(head: Buffer, isField: (name: string) => boolean): CsvDialect {
  const text = head.toString('utf8')
  const mark = text.startsWith('\ufeff') ? '\ufeff' : ''
  const [separator = '', declared] = SEPARATOR.exec(text.slice(mark.length)) ?? []
  const skipped = mark + separator
  const [, line = '', end] = FIRST_LINE.exec(text.slice(skipped.length)) ?? []
  return {
    delimiter: declared ?? likelyDelimiter(line, isField),
    lineEnd: end === '\r' ? '\r' : '\n',
    skippedBytes: Buffer.byteLength(skipped),
    skippedLines: separator === '' ? 0 : 1,
  }
}

function likelyDelimiter(line: string, isField: (name: string) => boolean): string {
  const fieldsBy = (delimiter: string): number =>
    line.split(delimiter).filter((name) => isField(name.trim().replace(/^"(.*)"$/, '$1'))).length
  let [best] = DELIMITERS as readonly string[] as [string]
  for (const delimiter of DELIMITERS) {
    if (fieldsBy(delimiter) > fieldsBy(best)) best = delimiter
  }
  return best
}
