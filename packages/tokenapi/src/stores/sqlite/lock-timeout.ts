import type { SqliteDatabase } from './driver.js'
import { SQLITE } from './sqlite-dialect.js'

/** Sets how long SQLite waits for a lock of another connection. `undefined`: what is set already. */
export function waitForLocks(database: SqliteDatabase, milliseconds: number | undefined): void {
  if (milliseconds === undefined) return
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(milliseconds)}`)
}

/** Gets the outcome of every statement. */
export interface LockTimeout {
  succeeded(): void
  failed(error: unknown): void
}

/**
 * No request is served while SQLite waits for a lock. So one statement waits for the whole time, and until the
 * lock is released all others fail at once.
 */
export function lockTimeout(
  open: () => SqliteDatabase,
  busyTimeout: number | undefined,
): LockTimeout {
  let isLocked = false
  return {
    succeeded() {
      if (!isLocked) return
      waitForLocks(open(), busyTimeout)
      isLocked = false
    },
    failed(error) {
      if (busyTimeout === undefined || isLocked || SQLITE.kindOfError(error) !== 'again') return
      isLocked = true
      waitForLocks(open(), 0)
    },
  }
}
