/** The beginning of a file, looked at before it is read. */
export interface Peeked {
  readonly head: Buffer
  /** Everything, the head as well. */
  readonly chunks: AsyncIterable<Buffer>
}

/** Bytes that say what is in a file, where no line ends before. */
const MOST = 65_536
/** Ends of lines: of two lines, each with CR LF. */
const LINE_ENDS = 4

/** The first lines, or all there is: no more, as a pipe may bring the rest much later. */
export async function peek(chunks: AsyncIterable<Buffer>): Promise<Peeked> {
  const iterator = chunks[Symbol.asyncIterator]()
  const parts: Buffer[] = []
  let length = 0
  let lineEnds = 0
  let isOver = false
  while (length < MOST && lineEnds < LINE_ENDS && !isOver) {
    const next = await iterator.next()
    if (next.done === true) isOver = true
    else {
      parts.push(next.value)
      length += next.value.length
      lineEnds += next.value.filter((byte) => byte === 0x0a || byte === 0x0d).length
    }
  }
  const head = Buffer.concat(parts)
  return { head, chunks: joined(head, iterator) }
}

async function* joined(
  head: Buffer,
  iterator: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head
  yield* { [Symbol.asyncIterator]: () => iterator }
}

/** The same bytes without the first ones. */
export async function* without(
  count: number,
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer, void, undefined> {
  let left = count
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left)
    left = Math.max(0, left - chunk.length)
  }
}
