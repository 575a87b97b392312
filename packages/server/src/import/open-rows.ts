/** The rows of a file in any of our formats. */
import type { DjangoRest } from './django-rows.js'
import { FileError } from './file-error.js'
import type { FileFormat } from './file-format.js'
import { type ReadOptions, isRowError, checkNames } from './read-user.js'
import type { SourceRow } from './source-row.js'

export interface RowsOptions {
  readonly format: FileFormat
  readonly model: string
  readonly read: ReadOptions
  readonly rest: DjangoRest
}

/** Loads the one parser that is needed. */
export async function openRows(
  chunks: AsyncIterable<Buffer>,
  { format, model, read, rest }: RowsOptions,
): Promise<AsyncIterable<SourceRow>> {
  switch (format) {
    case 'csv': {
      const { csvRows } = await import('./csv-rows.js')
      return csvRows(chunks, (names) => checkHeader(names, read))
    }
    case 'jsonl': {
      const { jsonlRows } = await import('./jsonl-rows.js')
      return jsonlRows(chunks)
    }
    case 'django': {
      const { djangoRows } = await import('./django-rows.js')
      const hasColumn = (name: string): boolean => read.names(name) !== undefined
      return djangoRows(chunks, { model, hasColumn }, rest)
    }
  }
}

/** What is wrong with the first line is wrong with every row: it ends the run. */
function checkHeader(names: readonly string[], read: ReadOptions): void {
  try {
    checkNames(names, read)
  } catch (error) {
    throw isRowError(error) ? new FileError(error.message, 'line 1') : error
  }
}
