import { wholeNumber } from '../core/option-checks.js'
import type { OptionChecks } from '../core/read-options.js'
import { createSemaphore } from '../core/semaphore.js'

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
  const semaphore = createSemaphore(jobs, {
    maxWaiting: queue,
    whenFull: 'too many logins at once',
  })
  return async (job) => {
    await semaphore.acquire()
    try {
      return await job()
    } finally {
      semaphore.release()
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
