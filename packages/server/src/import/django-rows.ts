/** Objects of Django's `dumpdata`: a JSON list, read as it comes. */
import { JSONParser } from '@streamparser/json'

import { FileError, isFileError } from './file-error.js'
import { isObject } from './jsonl-rows.js'
import { LONGEST_ROW, type SourceRow } from './source-row.js'

export interface DjangoOptions {
  /** The model of the users, "auth.user"; case does not count. */
  readonly model: string
  /** Whether a field has a column. */
  hasColumn(field: string): boolean
}

/** What a dump holds besides the users. */
export interface DjangoRest {
  others: number
  /** Fields that are kept in tables of their own, such as `groups`. */
  readonly lists: Set<string>
}

export async function* djangoRows(
  chunks: AsyncIterable<Buffer>,
  { model, hasColumn }: DjangoOptions,
  rest: DjangoRest,
): AsyncGenerator<SourceRow> {
  const parser = new JSONParser({ paths: ['$.*'], keepStack: false })
  const found: { readonly value: unknown; readonly end: number }[] = []
  let offset = 0
  let count = 0
  let lastEnd = 0
  let passed = 0
  const unreadable = (): FileError =>
    passed === 0
      ? new FileError('it is empty: `manage.py dumpdata auth.user` writes a list')
      : new FileError('it is not JSON, or cut', `object ${count + found.length + 1}`)
  parser.onToken = (token) => {
    offset = token.offset
  }
  parser.onValue = ({ value, key }) => {
    if (typeof key !== 'number') throw notAList()
    found.push({ value, end: offset })
  }
  parser.onError = (error) => {
    throw error
  }
  const attempt = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      throw isFileError(error) ? error : unreadable()
    }
  }

  for await (const chunk of chunks) {
    if (passed === 0 && !/^\ufeff?\s*\[/.test(chunk.toString('utf8', 0, 64))) throw notAList()
    passed += chunk.length
    attempt(() => parser.write(chunk))
    for (const { value, end } of found.splice(0)) {
      count++
      lastEnd = end
      const row = rowOf(value, { place: `object ${count}`, end })
      if (row !== undefined) yield row
    }
    if (passed - lastEnd > LONGEST_ROW + chunk.length) {
      throw new FileError('it is longer than 1 MiB', `object ${count + 1}`)
    }
  }
  if (passed === 0) throw unreadable()
  attempt(() => {
    if (!parser.isEnded) parser.end()
  })

  function rowOf(
    value: unknown,
    place: { readonly place: string; readonly end: number },
  ): SourceRow | undefined {
    if (!isObject(value) || typeof value['model'] !== 'string' || !isObject(value['fields'])) {
      return { ...place, problem: 'it has no "model" and "fields", as dumpdata writes them' }
    }
    if (value['model'].toLowerCase() !== model.toLowerCase()) {
      rest.others++
      return undefined
    }
    const fields: Record<string, unknown> = { pk: value['pk'] }
    for (const [name, field] of Object.entries(value['fields'])) {
      if (Array.isArray(field) && !hasColumn(name)) rest.lists.add(name)
      else fields[name] = field
    }
    return { ...place, fields }
  }
}

function notAList(): FileError {
  return new FileError('it is not a list of objects: `manage.py dumpdata auth.user` writes one')
}
