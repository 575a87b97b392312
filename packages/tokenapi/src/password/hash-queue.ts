import { RefusedError, UnavailableError } from '../core/errors.js'
import { milliseconds, wholeNumber } from '../core/options/option-checks.js'
import type { HashClient, HashLoad } from '../core/login/password-hasher.js'
import type { OptionChecks } from '../core/options/read-options.js'
import { hashTimes } from './hash-times.js'
import { type WaitingJob, type WaitingJobs, waitingJobs } from './waiting-jobs.js'

const MOST = 1_000_000

export interface HashQueueOptions {
  /** Hashes at a time; default one less than the cores and the threads of Node's pool, but at least one. */
  readonly jobs?: number | undefined
  /**
   * Logins that wait; default 8 for each job. Half of them may be of one network, and half of one account. Logins from
   * known clients have as many places of their own. Beyond, a login is a 503.
   */
  readonly queue?: number | undefined
  /** Milliseconds that a login may wait; default 5000. One that would wait longer is a 503 at once. */
  readonly maxWait?: number | undefined
}

/** The checks, for functions that take further options. */
export const HASH_QUEUE_CHECKS: OptionChecks<HashQueueOptions> = {
  jobs: wholeNumber(1, MOST),
  queue: wholeNumber(0, MOST),
  maxWait: milliseconds(1),
}

/**
 * The result of a job, which waits for its turn. Rejects with `UnavailableError` where no place is free or the wait
 * is too long, also for a job whose place goes to a client with fewer jobs, and with `RefusedError` where the client is gone before the job has started.
 */
export interface HashQueue {
  <T>(job: () => Promise<T>, client?: HashClient): Promise<T>
  load(this: void): HashLoad
}

/** A queue that runs a limited number of slow jobs at a time, fair between networks and accounts. */
export function createHashQueue({
  jobs = defaultJobs(),
  queue = 8 * jobs,
  maxWait = 5_000,
}: HashQueueOptions): HashQueue {
  // By what is hard to get many of: accounts that one can log in to; otherwise addresses, as every name can be tried.
  const known = waitingJobs(queue, 'account')
  const others = waitingJobs(queue, 'network')
  const times = hashTimes()
  let free = jobs
  let wasKnown = false

  /** Takes a permit, now or when one is passed on. */
  const turn = (client: HashClient): Promise<void> | undefined => {
    if (client.signal?.aborted === true) throw clientGone()
    if (free > 0) {
      free--
      return undefined
    }
    const [own, beside] = client.isKnown === true ? [known, others] : [others, known]
    const before = own.before(client)
    const wait = ((before + Math.min(before, beside.size) + 1) / jobs) * times.shortest()
    if (wait > maxWait || !own.hasPlace(client)) throw tooMany(wait)
    return placeIn(own, client, maxWait)
  }

  /** Passes the permit on: to a known client, but after one of them to another, so that neither keep the other out. */
  const release = (): void => {
    for (const waiting of wasKnown ? [others, known] : [known, others]) {
      const job = waiting.next()
      if (job === undefined) continue
      wasKnown = waiting === known
      job.start()
      return
    }
    free++
  }

  const run = async <T>(job: () => Promise<T>, client: HashClient = {}): Promise<T> => {
    await turn(client)
    const started = performance.now()
    try {
      return await job()
    } finally {
      times.note(performance.now() - started)
      release()
    }
  }
  return Object.assign(run, {
    load: () => ({ running: jobs - free, waiting: known.size + others.size }),
  })
}

/** Resolves when the job may start. Its place is free again if the client leaves or the time is over. */
function placeIn(jobs: WaitingJobs, client: HashClient, maxWait: number): Promise<void> {
  const { signal } = client
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', leave)
    }
    const job: WaitingJob = {
      start() {
        end()
        resolve()
      },
      lose: () => giveUp(tooMany(0)),
    }
    const giveUp = (error: Error): void => {
      end()
      jobs.remove(client, job)
      reject(error)
    }
    const leave = (): void => giveUp(clientGone())
    const timer =
      maxWait === Infinity ? undefined : setTimeout(() => giveUp(tooMany(maxWait)), maxWait)
    signal?.addEventListener('abort', leave)
    jobs.add(client, job)
  })
}

function clientGone(): RefusedError {
  return new RefusedError('invalid_request', 'The client closed the connection.', {
    reason: 'client gone',
  })
}

function tooMany(wait: number): UnavailableError {
  return new UnavailableError('too many logins at once', {
    retryAfter: Math.max(1, Math.ceil(wait / 1_000)),
  })
}

/**
 * One core is left to the event loop, which verifies tokens, and one thread of Node's pool to files. The size of the
 * pool is UV_THREADPOOL_SIZE, by default four.
 */
function defaultJobs(): number {
  const { process, navigator } = globalThis as {
    process?: { env: Record<string, string | undefined> }
    navigator?: { hardwareConcurrency?: number }
  }
  const threads = Number(process?.env['UV_THREADPOOL_SIZE'] ?? 4) || 4
  return Math.max(1, Math.min(navigator?.hardwareConcurrency ?? 2, threads) - 1)
}
