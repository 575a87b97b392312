import { UnavailableError } from '../../core/errors.js'
import type { Waiter } from '../../core/runtime/semaphore.js'

/** Milliseconds for one call, including the wait for a connection: a request ends well before 2 s. */
export const TIMEOUT = 1_500
/** Milliseconds for an operator's work: migrations, imports. */
export const SLOW_TIMEOUT = 60_000

/** The time limit of one call. `onAbort` is called when the time is over. */
export interface Deadline extends Waiter {
  /** The error that the caller got, once the time is over. */
  error: UnavailableError | undefined
}

/** The result of `work`, or `UnavailableError` when it takes longer; a later result is ignored. */
export function withDeadline<T>(
  milliseconds: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline: Deadline = { error: undefined, onAbort: undefined }
    const timer = setTimeout(() => {
      const error = new UnavailableError(`the database did not answer within ${milliseconds} ms`)
      deadline.error = error
      reject(error)
      deadline.onAbort?.(error)
    }, milliseconds)
    const inTime =
      <V>(settle: (value: V) => void) =>
      (value: V): void => {
        clearTimeout(timer)
        settle(value)
      }
    work(deadline).then(inTime(resolve), inTime(reject))
  })
}

/** Ends a pool. Does not wait for a server that does not close in time, so that the process can end. */
export async function endInTime(end: () => Promise<void>): Promise<void> {
  await withDeadline(TIMEOUT, end).catch(() => undefined)
}
