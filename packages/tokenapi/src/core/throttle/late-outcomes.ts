/** Outcomes of logins that the shared throttle could not take yet. */
import { startTimer } from '../runtime/timer.js'

/** Outcomes that wait. Beyond, the oldest is dropped: its login remains counted as a failure. */
const MOST = 1_000
/** Milliseconds until the next try. */
const PAUSE = 1_000

export interface LateOutcomes {
  /** Delivers the outcome later. */
  add(deliver: Deliver): void
}

/** Gives an outcome to the shared throttle. Rejects if it does not take it. */
type Deliver = () => Promise<unknown>

/** Delivers waiting outcomes one after another, in the background, once the shared throttle answers. */
export function lateOutcomes(): LateOutcomes {
  const waiting: Deliver[] = []
  let isRunning = false

  const run = async (): Promise<void> => {
    try {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        await next()
        // While it was delivered, a newer one may have pushed it out.
        if (waiting[0] === next) waiting.shift()
      }
      isRunning = false
    } catch {
      runLater()
    }
  }
  const runLater = (): void => {
    isRunning = true
    startTimer(PAUSE, () => void run())
  }

  return {
    add(deliver) {
      if (waiting.length === MOST) waiting.shift()
      waiting.push(deliver)
      if (!isRunning) runLater()
    },
  }
}
