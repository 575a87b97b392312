import { ConfigError } from '../../core/errors.js'
import { type Deadline, tooLate } from './deadline.js'

/** Places for calls. Who finds none waits in line, as long as the call has time. */
export interface Places {
  /** Nothing to wait for where there is one. */
  take(deadline: Deadline): Promise<void> | undefined
  leave(): void
}

/**
 * As many places as there are connections. A pool of a driver has a line of its own, but nobody leaves
 * it: while a database is silent it would grow with every request, and be worked off when the callers
 * are long gone.
 */
export function createPlaces(most: number): Places {
  if (!Number.isSafeInteger(most) || most < 1) {
    throw new ConfigError(`\`maxConnections\` must be a whole number, 1 or more; got ${most}`)
  }
  const waiting = new Set<() => void>()
  let free = most
  return {
    take(deadline) {
      if (free > 0) {
        free--
        return undefined
      }
      return new Promise<void>((resolve, reject) => {
        waiting.add(resolve)
        deadline.onOver = () => {
          waiting.delete(resolve)
          reject(tooLate())
        }
      })
    },
    leave() {
      const [next] = waiting
      if (next === undefined) {
        free++
        return
      }
      waiting.delete(next)
      next()
    },
  }
}
