import { UnavailableError } from '../../core/errors.js'
import { timeLineOf } from './time-line.js'

/** Milliseconds for one call, waiting for a connection included: a request ends well before 2 s. */
export const TIMEOUT = 1_500
/** For work of the operator's: migrations, imports. */
export const SLOW_TIMEOUT = 60_000

/** The time of a call, for whoever works on it. */
export interface Deadline {
  /** The caller has been told that we cannot tell, and is gone. */
  isOver: boolean
  /** What is to be ended when it is over. */
  onOver: (() => void) | undefined
}

/** What `work` gives, or `UnavailableError` when it takes longer; what it gives then is forgotten. */
export function withDeadline<T>(
  milliseconds: number,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline: Deadline = { isOver: false, onOver: undefined }
    const leave = timeLineOf(milliseconds).begin(() => {
      deadline.isOver = true
      reject(new UnavailableError(`the database did not answer in ${milliseconds} ms`))
      deadline.onOver?.()
    })
    const inTime =
      <V>(settle: (value: V) => void) =>
      (value: V): void => {
        leave()
        settle(value)
      }
    work(deadline).then(inTime(resolve), inTime(reject))
  })
}

/** Ends a pool. One that waits for a server to say goodbye is left to its fate: so that a process ends. */
export async function endInTime(end: () => Promise<void>): Promise<void> {
  await withDeadline(TIMEOUT, end).catch(() => undefined)
}

/** Heard by nobody: the caller is gone. */
export function tooLate(): UnavailableError {
  return new UnavailableError('it is too late')
}
