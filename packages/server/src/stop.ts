/** The orderly end of the process. */
import type { Logger } from 'pino'

import type { LogOutput } from './log-output.js'
import type { Readiness } from './readiness.js'

export interface StopOptions {
  readonly log: Logger
  readonly output: LogOutput
  readonly readiness: Readiness
  /** What ends, one after the other. */
  readonly steps: readonly (() => unknown)[]
}

/** Ends the process on SIGTERM, SIGINT and SIGHUP, or when the returned function is called: exit code 0. */
export function stopOnce({ log, output, readiness, steps }: StopOptions): () => Promise<void> {
  let isStopping = false
  const stop = async (): Promise<void> => {
    if (isStopping) return
    isStopping = true
    readiness.stop()
    log.info('stopping')
    for (const step of steps) await step()
    log.info('stopped')
    const lost = await output.flush()
    if (lost > 0) process.stderr.write(`tokenapi: ${lost} log lines could not be written\n`)
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => void stop())
  }
  return stop
}
