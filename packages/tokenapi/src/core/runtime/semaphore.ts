/** Permits for a limited number of jobs at a time. Waiting jobs are served in order. */
export interface Semaphore {
  /** Whether a permit is free, so that `acquire` does not wait. */
  readonly isFree: boolean
  /**
   * `undefined` where a permit is free, else a promise of one. `waiter.onAbort` rejects the promise and leaves
   * the queue.
   */
  acquire(waiter?: Waiter): Promise<void> | undefined
  /** Passes the permit to the first waiting job. */
  release(): void
}

/** Gets a callback that ends its wait, for example at a deadline. */
export interface Waiter {
  onAbort: ((reason: Error) => void) | undefined
}

export function createSemaphore(permits: number): Semaphore {
  const queue = new Set<() => void>()
  let free = permits

  return {
    get isFree() {
      return free > 0
    },
    acquire(waiter) {
      if (free > 0) {
        free--
        return undefined
      }
      return new Promise((resolve, reject) => {
        queue.add(resolve)
        if (waiter === undefined) return
        waiter.onAbort = (reason) => {
          queue.delete(resolve)
          reject(reason)
        }
      })
    },
    release() {
      const [next] = queue
      if (next === undefined) {
        free++
        return
      }
      queue.delete(next)
      next()
    },
  }
}
