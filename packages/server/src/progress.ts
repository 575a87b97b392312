/** Progress on standard error: a bar on a terminal, elsewhere a line now and then. */

export interface Progress {
  /** Moves to a position; `text` goes beside the bar, or on a line of its own. */
  reach(position: number, text: string): void
  /** Writes a line above the bar. */
  say(line: string): void
  stop(): void
}

export interface ProgressOptions {
  readonly title: string
  /** The last position; `undefined` if it is unknown. */
  readonly total: number | undefined
  /** Whether a bar may be drawn; default true. */
  readonly bar?: boolean
  /** Positions between two lines where no bar is drawn; default: no lines. */
  readonly lineEvery?: number
}

export async function openProgress(options: ProgressOptions): Promise<Progress> {
  return options.bar !== false && canDrawBar() ? openBar(options) : openLines(options)
}

/** A terminal without a size, as in some containers, would break each line of the bar. */
function canDrawBar(): boolean {
  const { isTTY, columns } = process.stderr
  return isTTY && columns > 0
}

/** The exit code that shells use after SIGINT. */
const INTERRUPTED = 130
const CLEAR_LINE = '\r\u001b[2K'

async function openBar({ title, total }: ProgressOptions): Promise<Progress> {
  const { progress } = await import('@clack/prompts')
  // The bar handles Ctrl-C itself and would exit with code 0.
  const interrupted = (): void => {
    process.exitCode = INTERRUPTED
  }
  const bar = progress({ output: process.stderr, max: total ?? 1, size: 28, withGuide: false })
  process.once('exit', interrupted)
  bar.start(title)
  let reached = 0
  return {
    reach(position, text) {
      const step = total === undefined ? 0 : Math.max(0, position - reached)
      reached += step
      bar.advance(step, text)
    },
    // The bar is drawn again below the line.
    say: (line) => void process.stderr.write(CLEAR_LINE + line),
    stop() {
      bar.clear()
      process.off('exit', interrupted)
    },
  }
}

function openLines({ lineEvery = Infinity }: ProgressOptions): Progress {
  let lines = 0
  return {
    reach(position, text) {
      const due = Math.floor(position / lineEvery)
      if (due > lines) process.stderr.write(`${text}\n`)
      lines = due
    },
    say: (line) => void process.stderr.write(line),
    stop() {},
  }
}
