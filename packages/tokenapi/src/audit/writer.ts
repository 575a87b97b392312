import type { EventEntry, EventLog } from '../core/events/event-log.js'
import type { WaitingEntries } from './waiting-entries.js'
import { type Timer, startTimer } from '../core/runtime/timer.js'

/** Entries of one statement; a power of two. */
const MOST = 512
/** Milliseconds between two attempts while the database does not answer. */
const LONGEST_WAIT = 30_000

export interface Writer {
  /** There is an entry: writes within an interval. */
  wake(): void
  /** Writes at once. Whether the queue is empty. */
  flush(): Promise<boolean>
  /** Returns the number of entries that are not written. */
  stop(): number
}

/** Writes what is queued, one batch at a time, and again after an outage. */
export function createWriter({
  log,
  queue,
  interval,
  warn,
}: {
  readonly log: EventLog
  readonly queue: WaitingEntries
  readonly interval: number
  readonly warn: (error: unknown, what: string) => void
}): Writer {
  let timer: Timer | undefined
  let running: Promise<boolean> | undefined
  /** Kept until it is written: `append` recognizes a list that it has written. */
  let batch: readonly EventEntry[] = []
  let wait = interval
  let isStopped = false

  const schedule = (): void => {
    if (isStopped || timer !== undefined) return
    timer = startTimer(wait, () => {
      timer = undefined
      void flush()
    })
  }

  const writeAll = async (): Promise<boolean> => {
    try {
      for (;;) {
        if (batch.length === 0) batch = queue.take(sizeOf(queue.length))
        if (batch.length === 0) break
        await log.append(batch)
        batch = []
        wait = interval
      }
      return true
    } catch (error) {
      if (wait === interval) warn(error, 'the audit trail cannot be written')
      wait = Math.min(wait * 2, LONGEST_WAIT)
      schedule()
      return false
    } finally {
      running = undefined
    }
  }

  const unwritten = (): number => batch.length + queue.length
  const flush = async (): Promise<boolean> =>
    running ?? (unwritten() === 0 || (running = writeAll()))

  return {
    wake: schedule,
    flush,
    stop() {
      isStopped = true
      timer?.stop()
      return unwritten()
    },
  }
}

/** Powers of two, so that few different statements are prepared. */
function sizeOf(waiting: number): number {
  return waiting >= MOST ? MOST : 2 ** Math.floor(Math.log2(Math.max(waiting, 1)))
}
