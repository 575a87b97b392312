/** A database as the stores use it. One implementation for each driver. */
import type { Dialect } from './dialect.js'
import type { SqlExecutor, SqlValue } from './executor.js'

/** Rejects with the driver's error, which `error-kind.ts` classifies. */
export interface SqlDatabase extends SqlExecutor {
  /** Whether the file of the database does not exist. Absent: a server. */
  isMissing?(): boolean
  readonly dialect: Dialect
  /** For messages: a path, or host and name. Never contains a password. */
  readonly name: string
  /**
   * Runs a statement once for each list of values, in one transaction, and fails at once where another process holds
   * a lock. Absent: statements do not block the process.
   */
  atOnce?(sql: string, lists: readonly (readonly SqlValue[])[]): Promise<void>
  /** At start-up: rejects if a pooler between us and the server cannot run our statements. */
  checkConnections?(): Promise<void>
  /**
   * Commits all statements of `work`, or none. Retries after a deadlock or conflict. `slow`: allows a minute,
   * for administration.
   */
  transaction<T>(
    work: (transaction: SqlExecutor) => Promise<T>,
    options?: { readonly slow?: boolean },
  ): Promise<T>
  /** Holds a lock on the database while `work` runs, so that one process at a time migrates. */
  exclusively<T>(work: (transaction: SqlExecutor) => Promise<T>): Promise<T>
  /** Closes what the store opened. A pool or file that was passed in stays open. */
  close(): Promise<void>
}
