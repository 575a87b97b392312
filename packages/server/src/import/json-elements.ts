/** The elements of a JSON list, each as its text, read as they come. */
import { FileError } from './file-error.js'
import { LONGEST_ROW } from './source-row.js'

export interface JsonElement {
  readonly text: string
  /** Bytes of the file up to its end. */
  readonly end: number
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]
const WHITE_SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d])

/**
 * Splits at the commas between elements, and leaves to `JSON.parse` what they are: a parser of streams
 * would round numbers and drop a U+FEFF. Throws `FileError` for what is no list, or is cut.
 */
export async function* jsonElements(chunks: AsyncIterable<Buffer>): AsyncGenerator<JsonElement> {
  let state = 'before' as 'before' | 'inside' | 'behind'
  let begun: Buffer[] = []
  let begunBytes = 0
  let depth = 0
  let inString = false
  let isEscaped = false
  let count = 0
  let passed = 0

  for await (const chunk of chunks) {
    let start = 0
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number
      if (inString) {
        if (isEscaped) isEscaped = false
        else if (byte === BACKSLASH) isEscaped = true
        else if (byte === QUOTE) inString = false
      } else if (state !== 'inside') {
        if (WHITE_SPACE.has(byte)) continue
        if (state === 'behind') throw broken(count)
        if (byte !== OPEN_LIST) throw notAList()
        state = 'inside'
        start = at + 1
      } else if (byte === QUOTE) inString = true
      else if (byte === OPEN_LIST || byte === OPEN_OBJECT) depth++
      else if (byte === CLOSE_OBJECT || (byte === CLOSE_LIST && depth > 0)) depth--
      else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) {
        const text = Buffer.concat([...begun, chunk.subarray(start, at)]).toString('utf8')
        const isLast = byte === CLOSE_LIST
        if (text.trim() !== '') yield { text, end: passed + at + 1 }
        else if (!isLast || count > 0) throw broken(count)
        count++
        begun = []
        begunBytes = 0
        start = at + 1
        if (isLast) state = 'behind'
      }
    }
    passed += chunk.length
    if (state !== 'inside') continue
    begun.push(chunk.subarray(start))
    begunBytes += chunk.length - start
    if (begunBytes > LONGEST_ROW) {
      throw new FileError('it is longer than 1 MiB', `object ${count + 1}`)
    }
  }
  if (state === 'before') throw passed === 0 ? empty() : notAList()
  if (state === 'inside') throw broken(count)
}

function broken(before: number): FileError {
  return new FileError('it is not JSON, or cut', `object ${before + 1}`)
}

function empty(): FileError {
  return new FileError('it is empty: `manage.py dumpdata auth.user` writes a list')
}

function notAList(): FileError {
  return new FileError('it is not a list of objects: `manage.py dumpdata auth.user` writes one')
}
