/** The rows of a file of any format. */
import {
  type DjangoOptions,
  type DjangoRest,
  checkModel,
  djangoRow,
  djangoRows,
  isDjangoObject,
} from './django-rows.js'
import { FileError } from './file-error.js'
import type { FileFormat } from './file-format.js'
import { jsonlRows } from './jsonl-rows.js'
import { peek } from './peek.js'
import { type ReadOptions, checkNames } from './read-user.js'
import { isRowError } from './row-error.js'
import type { SourceRow } from './source-row.js'

export interface RowsOptions {
  readonly format: FileFormat
  readonly model: string
  readonly read: ReadOptions
  readonly rest: DjangoRest
}

/** Loads the one parser that is needed. */
export async function openRows(
  source: AsyncIterable<Buffer>,
  { format, model, read, rest }: RowsOptions,
): Promise<AsyncIterable<SourceRow>> {
  const { head, chunks } = await peek(source)
  const django: DjangoOptions = { model, hasColumn: (name) => read.names(name) !== undefined }
  switch (format) {
    case 'csv': {
      const { csvRows } = await import('./csv-rows.js')
      const isField = (name: string): boolean => read.names(name) !== undefined
      return csvRows(head, chunks, {
        isField,
        onHeader: (names, line) => checkHeader(names, line, read),
      })
    }
    case 'jsonl':
      return linesOf(chunks, django, rest, false)
    case 'django': {
      // `dumpdata --format jsonl` writes no list.
      const isLines = /^\ufeff?\s*\{[^\n]*"model"\s*:/.test(head.toString('utf8'))
      return isLines
        ? linesOf(chunks, django, rest, true)
        : djangoRows(withoutMark(chunks), django, rest)
    }
  }
}

/** Lines of our own export, or of Django's: each object tells by its look. */
async function* linesOf(
  chunks: AsyncIterable<Buffer>,
  options: DjangoOptions,
  rest: DjangoRest,
  isDjango: boolean,
): AsyncGenerator<SourceRow> {
  let count = 0
  const rows = jsonlRows(chunks, (fields, place) =>
    isDjango || (isDjangoObject(fields) && !options.hasColumn('fields'))
      ? djangoRow(fields, place, options, rest)
      : { ...place, fields },
  )
  for await (const row of rows) {
    count++
    yield row
  }
  if (count === 0) checkModel(options, rest)
}

const MARK = Buffer.from('\ufeff')

/** A byte order mark is valid only at the beginning of a file. */
async function* withoutMark(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let isFirst = true
  for await (const chunk of chunks) {
    const hasMark = isFirst && chunk.subarray(0, MARK.length).equals(MARK)
    isFirst = false
    yield hasMark ? chunk.subarray(MARK.length) : chunk
  }
}

/** What is wrong with the first line is wrong with every row: it ends the run. */
function checkHeader(names: readonly string[], line: number, read: ReadOptions): void {
  try {
    checkNames(names, read)
  } catch (error) {
    throw isRowError(error) ? new FileError(error.message, `line ${line}`) : error
  }
}
