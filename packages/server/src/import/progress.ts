/** How far an import is, on a terminal. */
import { canDrawBar, openProgressBar } from '../progress-bar.js'
import type { Counts } from './import-users.js'

export interface Progress {
  /** Bytes from the beginning. */
  reach(bytes: number): void
  /** A line on standard error, above the bar if there is one. */
  say(line: string): void
  stop(): void
}

const CLEAR_LINE = '\r\u001b[2K'

function say(line: string): void {
  process.stderr.write(line)
}

/** A bar where a person is at the terminal and the file is none that comes from there. */
export async function openProgress(size: number | undefined, counts: Counts): Promise<Progress> {
  if (!process.stdin.isTTY || !canDrawBar() || size === undefined) {
    return { reach() {}, say, stop() {} }
  }
  const bar = await openProgressBar('Importing users', size)
  let reached = 0
  return {
    reach(bytes) {
      const step = Math.max(0, bytes - reached)
      reached += step
      const rows = counts.added + counts.there + counts.bad
      const percent = Math.floor((100 * reached) / Math.max(1, size))
      bar.advance(step, `Importing users: ${percent} %, ${rows.toLocaleString('en')} rows`)
    },
    // The bar is drawn again below.
    say: (line) => say(CLEAR_LINE + line),
    stop: () => bar.stop(),
  }
}
