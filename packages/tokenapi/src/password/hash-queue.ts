import { wholeNumber } from '../core/option-checks.js'
import type { OptionChecks } from '../core/read-options.js'
import { createSemaphore } from '../core/semaphore.js'

const MOST = 1_000_000

export interface HashQueueOptions {
  /** Hashes at a time; default one for each core, and fewer than the threads of Node's pool. */
  readonly jobs?: number | undefined
  /** Hashes waiting; default 8 for each job. Beyond, a login is a 503. */
  readonly queue?: number | undefined
}

/** The checks, for functions that take further options. */
export const HASH_QUEUE_CHECKS: OptionChecks<HashQueueOptions> = {
  jobs: wholeNumber(1, MOST),
  queue: wholeNumber(0, MOST),
}

/** The result of a job, which waits for its turn. Rejects with `UnavailableError` where the queue is full. */
export type HashQueue = <T>(job: () => Promise<T>) => Promise<T>

/** A queue that runs a limited number of slow jobs at a time. */
export function createHashQueue({
  jobs = defaultJobs(),
  queue = 8 * jobs,
}: HashQueueOptions): HashQueue {
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

/** One thread of Node's pool stays free. Its size is UV_THREADPOOL_SIZE, by default four. */
function defaultJobs(): number {
  const { process, navigator } = globalThis as {
    process?: { env: Record<string, string | undefined> }
    navigator?: { hardwareConcurrency?: number }
  }
  const threads = Number(process?.env['UV_THREADPOOL_SIZE'] ?? 4) || 4
  return Math.max(1, Math.min(navigator?.hardwareConcurrency ?? 2, threads - 1))
}
