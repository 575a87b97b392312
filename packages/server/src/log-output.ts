/** Where log lines go: standard output, without ever making a request wait for its reader. */
import { fstatSync } from 'node:fs'

import { type DestinationStream, pino } from 'pino'

import { escapeLine } from './escape-line.js'

export interface LogOutput extends DestinationStream {
  /** Called with the number of lines that were lost, when lines can be written again. */
  onLost(listener: (count: number) => void): void
  /** Writes what is left; resolves after two seconds at the latest, with the number of lines lost. */
  flush(): Promise<number>
}

/** Bytes of log that are kept until they can be written; lines beyond are lost, and counted. */
const MAX_UNWRITTEN = 1_000_000
const FLUSH_MS = 2_000
const STDOUT = 1

/** Standard output: at once into a file or terminal, in the background into a pipe or socket. */
export function logOutput(): LogOutput {
  const { isFIFO, isSocket } = kindOfStdout()
  const output = isFIFO || isSocket ? streamOutput(process.stdout) : fileOutput()
  return { ...output, write: (line) => output.write(escapeLine(line)) }
}

/** A pipe takes only what its reader takes: a reader that stops must not stop the server. */
function streamOutput(stdout: NodeJS.WriteStream): LogOutput {
  let lost = 0
  let unwritten = 0
  let listener: ((count: number) => void) | undefined
  // `cli.ts` ends a command whose reader has gone; a server goes on.
  stdout.removeAllListeners('error')
  stdout.on('error', () => {})
  stdout.on('drain', () => {
    const count = lost
    lost = 0
    if (count > 0) listener?.(count)
  })
  return {
    write(line) {
      if (stdout.writableLength > MAX_UNWRITTEN) return void lost++
      unwritten++
      stdout.write(line, () => unwritten--)
    },
    onLost: (added) => void (listener = added),
    flush: () =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timeout)
          resolve(lost + unwritten)
        }
        const timeout = setTimeout(done, FLUSH_MS)
        stdout.write('', done)
      }),
  }
}

/** What a full disk does not take is lost; the next line is tried again. */
function fileOutput(): LogOutput {
  const output = pino.destination({ dest: STDOUT, sync: true, maxLength: MAX_UNWRITTEN })
  output.on('error', () => {})
  return {
    write: (line) => void output.write(line),
    onLost: () => {},
    flush: async () => 0,
  }
}

function kindOfStdout(): { readonly isFIFO: boolean; readonly isSocket: boolean } {
  try {
    const stat = fstatSync(STDOUT)
    return { isFIFO: stat.isFIFO(), isSocket: stat.isSocket() }
  } catch {
    // Standard output is closed: every write fails, which is no reason to stop.
    return { isFIFO: false, isSocket: false }
  }
}
