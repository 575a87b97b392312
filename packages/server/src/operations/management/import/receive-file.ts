/** The body of a request in a file that no other process can open. */
import { randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Problem } from '../problem.js'

export interface ReceivedFile {
  readonly size: number
  chunks(): AsyncIterable<Buffer>
  close(): Promise<void>
}

/** Bytes of the largest file. */
export const LARGEST_FILE = 268_435_456

/** Rejects with a problem for a body that is empty or too large. */
export async function receiveFile(
  body: ReadableStream<Uint8Array> | null,
  largest: number = LARGEST_FILE,
): Promise<ReceivedFile> {
  const path = join(tmpdir(), `tokenapi-import-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  try {
    // It has hashes of passwords: nothing is left of it, whatever happens to this process.
    await unlink(path)
    const size = body === null ? 0 : await writeAll(file, body, largest)
    if (size === 0) throw new Problem('invalid_request', 'body: send the file.')
    return {
      size,
      chunks: () => file.createReadStream({ start: 0, autoClose: false }),
      close: () => file.close(),
    }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function writeAll(
  file: FileHandle,
  body: ReadableStream<Uint8Array>,
  largest: number,
): Promise<number> {
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > largest) {
      throw new Problem(
        'too_large',
        `The file has more than ${largest} bytes: use \`tokenapi import users FILE\`.`,
      )
    }
    await file.write(chunk)
  }
  return size
}
