/** The line where each row of a CSV file begins, whatever ends a line and whatever is in quotes. */
import { describe, expect, it } from 'vitest'

import { csvRows } from '../dist/import/csv-rows.js'

/** "line 2, line 3", and the line of the error, if there is one. */
async function linesOf(text: string, size = 7): Promise<string[]> {
  const bytes = Buffer.from(text)
  const lines: string[] = []
  const options = { isField: (name: string) => name.length === 1, onHeader: () => {} }
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  try {
    for await (const { place } of csvRows(bytes, chunks(), options)) lines.push(place)
  } catch (error) {
    lines.push(`error: ${(error as { place: string }).place}`)
  }
  return lines
}

describe('csvRows', () => {
  it.each([
    ['LF', 'a,b\n1,2\n3,4\n', ['line 2', 'line 3']],
    ['CR LF', 'a,b\r\n1,2\r\n3,4\r\n', ['line 2', 'line 3']],
    ['CR', 'a,b\r1,2\r3,4\r', ['line 2', 'line 3']],
    ['LF and CR LF in one file', 'a,b\n1,2\r\n3,4\n5,6\r\n', ['line 2', 'line 3', 'line 4']],
    ['no line end after the last row', 'a,b\n1,2\n3,4', ['line 2', 'line 3']],
    ['a byte order mark', '\ufeffa,b\n1,2\n', ['line 2']],
    ['a line `sep=;`', 'sep=;\r\na;b\r\n1;2\r\n', ['line 3']],
    ['LF in quotes', 'a,b\n1,"x\ny\nz"\n3,4\n', ['line 2', 'line 5']],
    ['CR LF in quotes', 'a,b\r\n1,"x\r\ny"\r\n3,4\r\n', ['line 2', 'line 4']],
    ['CR in quotes', 'a,b\r1,"x\ry"\r3,4\r', ['line 2', 'line 4']],
    [
      'a bare CR where LF ends a line',
      'a,b\n1,x\ry\n3,"\r"\n5,6\n',
      ['line 2', 'line 3', 'line 4'],
    ],
    ['line ends in the names of columns', 'a,"b\n"\n1,2\n3,4\n', ['line 3', 'line 4']],
    ['empty lines', '\n\na,b\n\n1,2\n\n\n3,4\n\n', ['line 5', 'line 8']],
    ['empty lines with CR LF', 'a,b\r\n\r\n1,2\r\n\r\n3,4\r\n', ['line 3', 'line 5']],
    ['a row with too many fields', 'a,b\n1,"\n",3\n4,5\n', ['line 2', 'line 4']],
    ['a quote that never ends', 'a,b\n1,"\n"\n\n3,"4\n5,6\n', ['line 2', 'error: line 5']],
    ['a misplaced quote', 'a,b\n1,2\n\n3,4"5"\n6,7\n', ['line 2', 'error: line 4']],
  ])('%s', async (_what, text, lines) => {
    expect(await linesOf(text)).toEqual(lines)
    expect(await linesOf(text, 1_000)).toEqual(lines)
    expect(await linesOf(text, 1)).toEqual(lines)
  })
})
