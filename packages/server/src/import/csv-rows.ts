/** Rows of a CSV file (RFC 4180): the first line names the columns, and nothing is read ahead. */
import { Readable, pipeline } from 'node:stream'

import { type CsvError, type Info, parse } from 'csv-parse'

import { FileError } from './file-error.js'
import { createLineCounter } from './line-counter.js'
import { LONGEST_ROW, type SourceRow } from './source-row.js'

/** `onHeader` hears of the columns' names before the first row, and throws for what makes no sense. */
export async function* csvRows(
  chunks: AsyncIterable<Buffer>,
  onHeader: (names: readonly string[]) => void,
): AsyncGenerator<SourceRow> {
  const lines = createLineCounter()
  let broken: CsvError | undefined
  const parser = parse({
    bom: true,
    info: true,
    // Explicitly: otherwise the first end of a line decides for all.
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
    // As PostgreSQL's COPY: nothing is NULL, and "" is an empty text.
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
    // An error by itself would throw away the rows that were read before it.
    skip_records_with_error: true,
    on_skip: (error) => void (broken ??= error),
  })
  pipeline(Readable.from(lines.count(chunks)), parser, () => {})

  let header: readonly string[] | undefined
  for await (const { record, info } of parser as AsyncIterable<Parsed>) {
    // Behind a quote that stands wrong nobody knows where rows begin.
    if (broken !== undefined && info.records > Number(broken['records'])) break
    // A field may go over lines; the line that ends with the record is counted by now.
    const first = lines.before(info.bytes) - inside(record)
    if (header === undefined) {
      header = record.map((name) => (name ?? '').trim())
      onHeader(header)
      continue
    }
    const place = { place: `line ${first}`, end: info.bytes }
    if (record.length === header.length) {
      yield { ...place, fields: Object.fromEntries(header.map((name, i) => [name, record[i]])) }
    } else {
      const problem = `it has ${record.length} fields, and the first line names ${header.length}`
      yield { ...place, problem }
    }
  }
  if (broken !== undefined) {
    const line = lines.before(Number(broken['bytes'])) + 1
    throw new FileError(sentenceOf(broken), `line ${line}`)
  }
  if (header === undefined) throw new FileError('it is empty: the first line must name the columns')
}

interface Parsed {
  readonly record: readonly (string | null)[]
  readonly info: Info
}

function inside(record: readonly (string | null)[]): number {
  let count = 0
  for (const field of record) {
    for (let at = field?.indexOf('\n') ?? -1; at >= 0; at = field?.indexOf('\n', at + 1) ?? -1) {
      count++
    }
  }
  return count
}

function sentenceOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote that begins there never ends'
    case 'CSV_MAX_RECORD_SIZE':
      return 'it is longer than 1 MiB, so a quote may not end'
    default:
      return 'a field with a quote in it must stand in quotes, with the quote doubled'
  }
}
