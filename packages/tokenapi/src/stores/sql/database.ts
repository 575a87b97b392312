/** A database as the stores use it. One implementation for each driver. */
import type { Dialect } from './dialect.js'
import type { SqlExecutor } from './executor.js'

/** Rejects with what the driver throws; `fault.ts` says what that means. */
export interface SqlDatabase extends SqlExecutor {
  readonly dialect: Dialect
  /** What it is called in a sentence: a path, or host and name. Never with a password. */
  readonly name: string
  /** At start-up: rejects where what stands between us and the server does not let our statements work. */
  checkConnections?(): Promise<void>
  /**
   * Commits what `work` did, or nothing of it; done again where the database asks for that. `slow`:
   * an operator's work, which may take a minute.
   */
  transaction<T>(
    work: (transaction: SqlExecutor) => Promise<T>,
    options?: { readonly slow?: boolean },
  ): Promise<T>
  /** Holds a lock of the whole database while `work` runs, so that one node at a time migrates. */
  exclusively<T>(work: (transaction: SqlExecutor) => Promise<T>): Promise<T>
  /** Ends what was opened here; what was handed in stays open. */
  close(): Promise<void>
}
