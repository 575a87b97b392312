/** A form with a file, as it arrives: the file is not held in memory. */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

import { Busboy } from '@fastify/busboy'
import type { Context } from 'hono'

import { Problem } from '../management/problem.js'

/** Where a form with a file goes. Its route checks the form, as nothing else can read it without the file. */
export const UPLOAD_PATH = '/users/import'

export function isUpload({ req }: Context): boolean {
  return req.method === 'POST' && req.path === UPLOAD_PATH
}

export interface Upload {
  /** The fields before the file. */
  readonly fields: ReadonlyMap<string, string>
  /** Absent: the form has none. */
  readonly file: { readonly name: string; readonly content: ReadableStream<Uint8Array> } | undefined
}

const LIMITS = { fields: 20, fieldSize: 1_000, files: 1, parts: 21 }

/** Rejects for a body that is not multipart. `file.content` fails with a problem where it ends too early. */
export async function readUpload({ headers, body }: Request): Promise<Upload> {
  const fields = new Map<string, string>()
  const parser = new Busboy({
    headers: { 'content-type': headers.get('content-type') ?? '' },
    limits: LIMITS,
  })
  const read = pipeline(Readable.fromWeb((body ?? emptyBody()) as NodeReadableStream), parser)
  return new Promise((resolve, reject) => {
    parser.on('field', (name, value) => void fields.set(name, value))
    parser.on('file', (_field, file, name) => {
      read.catch(() =>
        file.destroy(new Problem('invalid_request', 'The file did not arrive whole.')),
      )
      resolve({ fields, file: { name, content: Readable.toWeb(file) as ReadableStream } })
    })
    read.then(() => resolve({ fields, file: undefined }), reject)
  })
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() })
}
