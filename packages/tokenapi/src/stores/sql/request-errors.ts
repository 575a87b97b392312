import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import { startUpError, unavailable } from './database-errors.js'
import type { LookUps } from './look-ups.js'

/** What a failed query means while a request waits. */
export interface RequestErrors {
  /** `undefined` if no column could hold the value, so no row has it; else rejects with `UnavailableError`. */
  failed(this: void, error: unknown): Promise<undefined>
  /** The result of `work`, or of `failed`. */
  answer<T>(this: void, work: () => Awaitable<T>): Promise<T | undefined>
}

export function requestErrors(
  database: SqlDatabase,
  table: UserTable,
  lookUp: LookUps,
): RequestErrors {
  const failed = async (error: unknown): Promise<undefined> => {
    const kind = database.dialect.kindOfError(error)
    if (kind === 'value') return undefined
    if (error instanceof TypeError || kind === 'missing-column') lookUp.forget()
    throw unavailable(startUpError(error, database, table))
  }
  return {
    failed,
    async answer(work) {
      try {
        return await work()
      } catch (error) {
        return failed(error)
      }
    },
  }
}
