/** A database as the stores use it: statements in, rows out. Each driver has one implementation. */
import type { Dialect } from './dialect.js'
import type { SqlExecutor } from './executor.js'

/** Rejects with the errors of the driver; `Dialect` classifies them. */
export interface SqlDatabase extends SqlExecutor {
  readonly dialect: Dialect
  /** The name for messages: a path, or host and database. Never with a password. */
  readonly name: string
  /** Rejects at start-up where a pooler on the way does not support the statements of the store. */
  checkConnections?(): Promise<void>
  /**
   * Commits what `work` did, or nothing of it. Runs `work` again after a deadlock or a conflict. `slow`:
   * work of an operator that may take a minute.
   */
  transaction<T>(
    work: (transaction: SqlExecutor) => Promise<T>,
    options?: { readonly slow?: boolean },
  ): Promise<T>
  /** Runs `work` under a lock of the whole database, so that one node at a time migrates. */
  exclusively<T>(work: (transaction: SqlExecutor) => Promise<T>): Promise<T>
  /** Closes what the store opened; a pool or database that was handed in stays open. */
  close(): Promise<void>
}
