import { concat } from './bytes.js'
import { contentTooLarge } from './limits.js'
import { type RequestView, originForm } from './request-view.js'

/** The view of a standard `Request`. Its body is read from a copy and stays whole for the handler. */
export function viewOfRequest(request: Request, prefix = ''): RequestView {
  return {
    method: request.method,
    target: originForm(request.url).slice(prefix.length),
    header: (name) => request.headers.get(name) ?? undefined,
    body: async (limit) => ({
      bytes: request.body === null ? new Uint8Array() : await readBytes(request, limit),
    }),
  }
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array> {
  // Somebody has read it already and kept it: nothing is left to find here.
  if (request.bodyUsed) return new Uint8Array()
  const reader = (request.clone().body as ReadableStream<Uint8Array>).getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > limit) {
      // Not awaited: a copy's cancellation ends only with the original's.
      reader.cancel().catch(() => {})
      throw contentTooLarge(limit)
    }
    chunks.push(value)
  }
  return concat(chunks, length)
}
