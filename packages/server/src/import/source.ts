/** The file to be imported: its bytes, as far as they are UTF-8. */
import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'

import { SettingError } from '../config/setting-error.js'
import { FileError, isFileError } from './file-error.js'

export interface Source {
  readonly name: string
  /** Bytes; `undefined` where they come from a pipe. */
  readonly size: number | undefined
  readonly chunks: AsyncIterable<Buffer>
}

/** Standard input. */
const STANDARD_INPUT = '-'

/** Opens what is there to read. Rejects with `SettingError` where there is nothing. */
export async function openSource(path: string): Promise<Source> {
  if (path === STANDARD_INPUT) {
    return { name: 'standard input', size: undefined, chunks: utf8Chunks(() => process.stdin) }
  }
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new SettingError(`there is no file at ${path}`)
  if (found.isDirectory()) throw new SettingError(`${path} is a folder: name a file in it`)
  return {
    name: path,
    size: found.isFile() ? found.size : undefined,
    chunks: utf8Chunks(() => createReadStream(path)),
  }
}

const LINE_FEED = 0x0a

/** The bytes as they are. Another encoding would make other names of what is in the file. */
export async function* utf8Chunks(open: () => AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  let begun: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of open()) {
      const bytes = Buffer.from(chunk as Uint8Array)
      try {
        decoder.decode(bytes, { stream: true })
      } catch {
        throw notUtf8(line + linesBefore(Buffer.concat([begun, bytes])))
      }
      for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) line++
      begun = begunCharacter(Buffer.concat([begun, bytes]))
      yield bytes
    }
    decoder.decode()
  } catch (error) {
    if (isFileError(error)) throw error
    if (error instanceof TypeError) throw notUtf8(line)
    throw new FileError(`it cannot be read (${error instanceof Error ? error.message : error})`)
  }
}

/** The line's last bytes, in which the next chunk may go on: from where a character begins, three at most. */
function begunCharacter(bytes: Buffer): Buffer {
  let start = Math.max(0, bytes.length - 3)
  while (start < bytes.length && ((bytes[start] as number) & 0xc0) === 0x80) start++
  const last = bytes.subarray(start)
  return last.subarray(last.lastIndexOf(LINE_FEED) + 1)
}

function notUtf8(line: number): FileError {
  return new FileError('it is not UTF-8: save the file as UTF-8', `line ${line}`)
}

/** How many lines are well before the first that is not. */
function linesBefore(bytes: Buffer): number {
  let start = 0
  for (let count = 0; ; count++) {
    const end = bytes.indexOf(LINE_FEED, start)
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return count
    start = end + 1
  }
}
