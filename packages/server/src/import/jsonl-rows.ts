/** Rows of a file with a JSON object on each line. An invalid line does not affect the others. */
import { FileError } from './file-error.js'
import { parseExactly } from './exact-json.js'
import { LONGEST_ROW, type Place, type SourceRow } from './source-row.js'

/** Makes a row of the object on a line; `undefined` for one that is left out. */
export type RowOf = (
  fields: Readonly<Record<string, unknown>>,
  place: Place,
) => SourceRow | undefined

export async function* jsonlRows(
  chunks: AsyncIterable<Buffer>,
  rowOf: RowOf,
): AsyncGenerator<SourceRow> {
  // Takes the byte order mark away, if there is one.
  const decoder = new TextDecoder()
  let begun = ''
  let line = 0
  let end = 0

  const read = (text: string): SourceRow | undefined => {
    line++
    end += Buffer.byteLength(text) + 1
    if (text.trim() === '') return undefined
    const place = { place: `line ${line}`, end }
    const fields = readObject(text)
    return fields === undefined
      ? { ...place, problem: 'it is not a JSON object' }
      : rowOf(fields, place)
  }

  for await (const chunk of chunks) {
    // Only a line feed: JSON may hold the other ends of lines that Unicode knows.
    const texts = (begun + decoder.decode(chunk, { stream: true })).split('\n')
    begun = texts.pop() ?? ''
    for (const text of texts) {
      const row = read(text)
      if (row !== undefined) yield row
    }
    if (begun.length > LONGEST_ROW)
      throw new FileError('it is longer than 1 MiB', `line ${line + 1}`)
  }
  const last = read(begun)
  if (last !== undefined) yield last
}

function readObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parseExactly(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
