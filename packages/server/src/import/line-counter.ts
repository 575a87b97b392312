/** How many lines end before a byte of a file that is being read: parsers tell bytes, people lines. */
export interface LineCounter {
  /** The same chunks, counted as they pass. */
  count(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer>
  /** Of ascending offsets, none beyond what has passed. The end of the file ends a line as well. */
  before(offset: number): number
}

/** `lineEnd` is the byte that ends a line. */
export function createLineCounter(lineEnd: number): LineCounter {
  /** Where lines end that nobody has asked for yet: as many as a parser reads ahead. */
  let ends: number[] = []
  let next = 0
  let counted = 0
  return {
    async *count(chunks) {
      let passed = 0
      let last: number | undefined
      for await (const chunk of chunks) {
        ends = ends.slice(next)
        next = 0
        for (let at = chunk.indexOf(lineEnd); at >= 0; at = chunk.indexOf(lineEnd, at + 1)) {
          ends.push(passed + at)
        }
        passed += chunk.length
        last = chunk.at(-1) ?? last
        yield chunk
      }
      if (last !== lineEnd) ends.push(passed - 1)
    },
    before(offset) {
      while ((ends[next] ?? Infinity) < offset) {
        next++
        counted++
      }
      return counted
    },
  }
}
