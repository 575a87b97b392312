/** Runs work on a connection of a pool: a limited number at a time, each within its deadline. */
import type { Awaitable } from '../../core/runtime/awaitable.js'
import { createSemaphore } from '../../core/runtime/semaphore.js'
import type { SqlExecutor } from './executor.js'
import type { Deadline } from './deadline.js'
import type { ErrorKind } from './error-kind.js'

/** A connection of a driver. Built once, for as long as the connection lives. */
export interface Connection {
  readonly executor: SqlExecutor
  /** Returns it to the pool for further use. */
  release(): void
  /** Closes it at once, with whatever runs on it. */
  destroy(): void
}

export interface ConnectionPool {
  /** Connections in use at a time. */
  readonly max: number
  /** A connection, sooner or later: always the same object for the same connection of the driver. */
  acquire(): Promise<Connection>
  /** Whether a connection can still be used after this error. */
  isUsableAfter(error: unknown): boolean
  kindOfError(error: unknown): ErrorKind
}

export interface ConnectionUse<T> {
  readonly deadline: Deadline
  /** A connection that was used before may be dead. Default `false`. */
  readonly mustBeNew?: boolean
  /** `discard` closes the connection when the work is done, whatever its result. */
  work(executor: SqlExecutor, discard: () => void): Awaitable<T>
}

export type WithConnection = <T>(use: ConnectionUse<T>) => Promise<T>

export function createWithConnection(pool: ConnectionPool): WithConnection {
  // The queue of a driver's pool keeps calls whose callers have left: it would grow with every request
  // while a database is silent, and be worked off when nobody waits any more.
  const semaphore = createSemaphore(pool.max)
  const used = new WeakSet<Connection>()

  const acquire = async (mustBeNew: boolean): Promise<Connection> => {
    let connection = await pool.acquire()
    for (let left = mustBeNew ? pool.max : 0; left > 0 && used.has(connection); left--) {
      connection.destroy()
      connection = await pool.acquire()
    }
    used.add(connection)
    return connection
  }

  return async ({ deadline, mustBeNew = false, work }) => {
    const permit = semaphore.acquire(deadline)
    if (permit !== undefined) await permit
    let connection: Connection
    try {
      connection = await acquire(mustBeNew)
    } catch (error) {
      semaphore.release()
      throw error
    }
    let isHeld = true
    const release = (isUsable: boolean): void => {
      if (!isHeld) return
      isHeld = false
      semaphore.release()
      if (isUsable) connection.release()
      // A late answer would be taken for the answer to the next statement.
      else connection.destroy()
    }
    // The permit was kept until now, so that no calls pile up in the pool. The work does not start: the
    // caller of a write already has the error.
    if (deadline.error !== undefined) {
      release(true)
      throw deadline.error
    }
    // Work on a silent database may never end.
    deadline.onAbort = () => release(false)
    let isUsable = true
    try {
      const result = await work(connection.executor, () => (isUsable = false))
      release(isUsable)
      return result
    } catch (error) {
      release(isUsable && pool.isUsableAfter(error))
      throw deadline.error ?? error
    }
  }
}
