import type { EventLog } from '../core/events/event-log.js'
import { type Timer, startTimer } from '../core/runtime/timer.js'

const MINUTE = 60_000
const DAY = 86_400_000

/** Removes entries that are older than a number of days: soon after the start, and then once a day. */
export function retention(
  log: EventLog,
  days: number | undefined,
  warn: (error: unknown, what: string) => void,
): Timer {
  if (days === undefined) return { stop: () => {} }
  let timer: Timer | undefined
  let isStopped = false
  const prune = async (): Promise<void> => {
    try {
      await log.prune(new Date(Date.now() - days * DAY))
    } catch (error) {
      warn(error, 'old entries of the audit trail cannot be removed')
    }
    if (!isStopped) timer = startTimer(DAY, () => void prune())
  }
  // Not at once, when a process has most to do; nodes that start together are spread.
  timer = startTimer(MINUTE * (1 + Math.random()), () => void prune())
  return {
    stop() {
      isStopped = true
      timer?.stop()
    },
  }
}
