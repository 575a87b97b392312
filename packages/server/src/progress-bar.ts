/** A bar on standard error, for a person who waits. */

export interface ProgressBar {
  /** By how much, of `total`; and the text beside the bar. */
  advance(step: number, text: string): void
  /** Takes the bar away. */
  stop(): void
}

/** What shells make of SIGINT. */
const INTERRUPTED = 130

/** Whether a bar can be drawn. A terminal without a size, as some containers have, breaks each line. */
export function canDrawBar(): boolean {
  const { isTTY, columns } = process.stderr
  return isTTY && columns > 0
}

export async function openProgressBar(text: string, total: number): Promise<ProgressBar> {
  const { progress } = await import('@clack/prompts')
  // The bar takes Ctrl-C for itself, and would end the process as if all were done.
  const interrupted = (): void => {
    process.exitCode = INTERRUPTED
  }
  const bar = progress({ output: process.stderr, max: total, size: 28, withGuide: false })
  process.once('exit', interrupted)
  bar.start(text)
  return {
    advance: (step, now) => bar.advance(step, now),
    stop() {
      bar.clear()
      process.off('exit', interrupted)
    },
  }
}
