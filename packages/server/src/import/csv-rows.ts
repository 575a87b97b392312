/** Rows of a CSV file (RFC 4180, and what spreadsheets make of it): the first line names the columns. */
import { Readable, pipeline } from 'node:stream'

import { type CsvError, type Info, parse } from 'csv-parse'

import { csvDialect } from './csv-dialect.js'
import { FileError } from './file-error.js'
import { without } from './peek.js'
import { rejoinHash } from './rejoin-hash.js'
import { LONGEST_ROW, type SourceRow } from './source-row.js'

export interface CsvOptions {
  /** Whether a name means something for this table. */
  isField(name: string): boolean
  /** Receives the column names before the first row, and throws if they are invalid. */
  onHeader(names: readonly string[], line: number): void
}

/** `head` is the beginning of what `chunks` hold. */
export async function* csvRows(
  head: Buffer,
  chunks: AsyncIterable<Buffer>,
  { isField, onHeader }: CsvOptions,
): AsyncGenerator<SourceRow> {
  const { delimiter, lineEnd, skippedBytes, skippedLines } = csvDialect(head, isField)
  let broken: CsvError | undefined
  const parser = parse({
    info: true,
    delimiter,
    // Explicitly: otherwise the first end of a line decides for all. A CR alone ends a line only where it
    // ends the first one.
    record_delimiter: lineEnd === '\r' ? ['\r\n', '\r'] : ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    // As PostgreSQL's COPY: nothing is NULL, and "" is an empty text.
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    // An error by itself would throw away the rows that were read before it.
    skip_records_with_error: true,
    on_skip: (error) => void (broken ??= error),
  })
  pipeline(Readable.from(without(skippedBytes, chunks)), parser, () => {})

  // Not `info.lines`: csv-parse counts CR LF inside of quotes as two lines.
  let line = skippedLines + 1
  let emptyLines = 0
  const skipEmptyLines = (count: number): void => {
    line += count - emptyLines
    emptyLines = count
  }

  let header: readonly string[] | undefined
  for await (const { record: parsed, info } of parser as AsyncIterable<Parsed>) {
    // After a misplaced quote it is unknown where rows begin.
    if (broken !== undefined && info.records > Number(broken['records'])) break
    skipEmptyLines(info.empty_lines)
    const first = line
    line += 1 + lineEndsIn(parsed, lineEnd)
    const isLonger = header !== undefined && parsed.length > header.length
    const record = isLonger && delimiter === ',' ? rejoinHash(parsed) : parsed
    if (header === undefined) {
      header = withoutEmptyEnd(record).map((name) => (name ?? '').trim())
      onHeader(header, first)
      continue
    }
    const place = { place: `line ${first}`, end: skippedBytes + info.bytes }
    const isWhole = record.length >= header.length && record.slice(header.length).every(isEmpty)
    if (isWhole) {
      yield { ...place, fields: Object.fromEntries(header.map((name, i) => [name, record[i]])) }
    } else {
      const problem = `it has ${record.length} fields, and the first line names ${header.length}`
      yield { ...place, problem }
    }
  }
  if (broken !== undefined) {
    skipEmptyLines(Number(broken['empty_lines']))
    throw new FileError(sentenceOf(broken), `line ${line}`)
  }
  if (header === undefined) throw new FileError('it is empty: the first line must name the columns')
}

interface Parsed {
  readonly record: readonly (string | null)[]
  readonly info: Info
}

/** Line ends inside of quotes. */
function lineEndsIn(record: readonly (string | null)[], lineEnd: string): number {
  return record.reduce((count, field) => count + (field ?? '').split(lineEnd).length - 1, 0)
}

/** Spreadsheets end every line with the delimiters of columns that are empty. */
function withoutEmptyEnd(record: readonly (string | null)[]): readonly (string | null)[] {
  return record.slice(0, record.findLastIndex((name) => !isEmpty(name)) + 1)
}

function isEmpty(field: string | null | undefined): boolean {
  return (field ?? '').trim() === ''
}

function sentenceOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quoted field never ends'
    case 'CSV_MAX_RECORD_SIZE':
      return 'it is longer than 1 MiB: a closing quote may be missing'
    default:
      return 'a field that contains a quote must be quoted, and the quote doubled'
  }
}
