import { UnavailableError } from '../core/errors.js'
import { wholeNumber } from '../core/option-checks.js'
import type { OptionChecks } from '../core/read-options.js'

const MOST = 1_000_000

export interface LaneOptions {
  /** Hashes at a time; default one for each core, and never the whole thread pool. */
  readonly jobs?: number | undefined
  /** Hashes waiting; default 8 for each job. Beyond, a login is a 503. */
  readonly queue?: number | undefined
}

/** For who takes these options and others. */
export const LANE_CHECKS: OptionChecks<LaneOptions> = {
  jobs: wholeNumber(1, MOST),
  queue: wholeNumber(0, MOST),
}

/** Runs slow jobs a few at a time. Rejects at once with `UnavailableError` where the queue is full. */
export type Lane = <T>(job: () => Promise<T>) => Promise<T>

/** A lane of its own. Slow work in it takes turns; nothing else waits for it. */
export function createLane({ jobs = defaultJobs(), queue = 8 * jobs }: LaneOptions): Lane {
  const waiting: (() => void)[] = []
  let running = 0

  const turn = (): Promise<void> | undefined => {
    if (running < jobs) {
      running++
      return undefined
    }
    if (waiting.length >= queue)
      throw new UnavailableError('too many logins at once', { retryAfter: 1 })
    return new Promise((resolve) => waiting.push(resolve))
  }

  return async (job) => {
    await turn()
    try {
      return await job()
    } finally {
      // The place goes to the next in line, or is free.
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }
}

/** Node's thread pool has four threads unless UV_THREADPOOL_SIZE says otherwise; one stays free. */
function defaultJobs(): number {
  const { process, navigator } = globalThis as {
    process?: { env: Record<string, string | undefined> }
    navigator?: { hardwareConcurrency?: number }
  }
  const threads = Number(process?.env['UV_THREADPOOL_SIZE'] ?? 4) || 4
  return Math.max(1, Math.min(navigator?.hardwareConcurrency ?? 2, threads - 1))
}
