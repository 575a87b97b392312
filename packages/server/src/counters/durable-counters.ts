/** Writes what the metrics count into the database, so that figures survive a restart and those of nodes add up. */
import { setImmediate as turn } from 'node:timers/promises'

import type { Logger } from 'pino'
import type { SqlCounters } from 'tokenapi/admin'

import type { Sample } from '../operations/metrics.js'
import { causesOf } from '../request-notes.js'
import { counterDeltas } from './counter-deltas.js'
import { waitingCounts } from './waiting-counts.js'

export interface DurableCounters {
  /** Writes what was counted until now. Never rejects; whether everything is written. */
  flush(): Promise<boolean>
  /** Why the last write failed; `undefined`: it did not. */
  problem(): string | undefined
  /** Writes what is left, and stops. Before the database is closed. */
  close(): Promise<void>
}

export interface DurableCountersOptions {
  readonly table: SqlCounters
  /** The counters as they are now. */
  readonly read: () => Promise<readonly Sample[]>
  readonly log: Pick<Logger, 'warn' | 'info'>
  readonly now?: () => number
}

/** Days that sums are kept: this week, the week before it, and a day. */
export const KEPT_DAYS = 15

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Milliseconds between two writes. */
const EVERY = 10_000
/** Counts of one statement. */
const BATCH = 500
/** Counts that wait in an outage. Then the counters go on, and what they gain is taken when there is room again. */
const MOST_WAITING = 20_000
/** Milliseconds that `close` waits for the database. */
const PATIENCE = 3_000

export function durableCounters(options: DurableCountersOptions): DurableCounters {
  const { table, log, now = Date.now } = options
  const gained = counterDeltas(options.read)
  const waiting = waitingCounts()
  let problem: string | undefined
  let takenAt = now()
  // Not all nodes of a restart at once.
  let compactAt = takenAt + MINUTE * (1 + Math.random())

  const take = async (): Promise<void> => {
    if (waiting.size >= MOST_WAITING) return
    const until = now()
    // Of the minute in which most of it was counted.
    const time = new Date(Math.floor((takenAt + until) / 2 / MINUTE) * MINUTE)
    takenAt = until
    waiting.add(
      (await gained()).map(({ name, labels, value: count }) => ({ time, name, labels, count })),
    )
  }

  const write = async (): Promise<boolean> => {
    await take()
    while (waiting.size > 0) {
      const batch = waiting.take(BATCH)
      try {
        await table.add(batch)
      } catch (error) {
        waiting.add(batch)
        throw error
      }
    }
    if (now() >= compactAt) {
      await table.compact({ now: new Date(now()), keptDays: KEPT_DAYS })
      compactAt = now() + HOUR
    }
    return true
  }

  const failed = (error: unknown): boolean => {
    const first = problem === undefined
    problem = causesOf(error)
    if (first) log.warn({ error: problem }, 'counters cannot be written: they wait in memory')
    return false
  }

  let running: Promise<boolean> | undefined
  const flush = (): Promise<boolean> => {
    running ??= write()
      .then(() => {
        if (problem !== undefined) log.info('counters are written again')
        problem = undefined
        return true
      }, failed)
      .finally(() => (running = undefined))
    return running
  }

  const timer = setInterval(() => void flush(), EVERY)
  timer.unref()

  return {
    async flush() {
      // What was counted after a write began is in the next one.
      await running
      return flush()
    },
    problem: () => problem,
    async close() {
      clearInterval(timer)
      // Events of the last requests are delivered a turn after them.
      await turn()
      await turn()
      await running
      await Promise.race([flush(), wait(PATIENCE)])
    },
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref())
}
