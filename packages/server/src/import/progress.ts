/** How far an import is, on a terminal. */
import { canDrawBar, openProgressBar } from '../progress-bar.js'
import { duration } from './hash-time.js'
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
  const textOf = progressText(size, performance.now())
  let reached = 0
  return {
    reach(bytes) {
      const step = Math.max(0, bytes - reached)
      reached += step
      const rows = counts.added + counts.there + counts.bad
      bar.advance(step, textOf(reached, rows, performance.now()))
    },
    // The bar is drawn again below.
    say: (line) => say(CLEAR_LINE + line),
    stop: () => bar.stop(),
  }
}

/** Milliseconds after which what has passed says how long the rest takes. */
const ENOUGH = 5_000

/** "Importing users: 40 %, 2,000 rows, about 15 minutes left", by how long it took until here. */
export function progressText(
  size: number,
  begun: number,
): (reached: number, rows: number, now: number) => string {
  return (reached, rows, now) => {
    const share = Math.min(1, reached / Math.max(1, size))
    const passed = now - begun
    const left =
      passed < ENOUGH || share === 0 || share === 1
        ? ''
        : `, ${duration((passed * (1 - share)) / share)} left`
    return `Importing users: ${Math.floor(100 * share)} %, ${rows.toLocaleString('en')} rows${left}`
  }
}
