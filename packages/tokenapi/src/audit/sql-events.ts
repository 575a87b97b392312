import type { ChainedEntry, EventLog } from '../core/events/event-log.js'
import type { UserStore } from '../core/store.js'
import { accessOf } from '../stores/sql/sql-access.js'
import { appendEvents } from './append-events.js'
import { type Head, GENESIS } from './chain.js'
import { eventTable } from './event-table.js'
import { eventsError } from './events-error.js'
import { type NewestEvents, listEvents, newestEvents } from './list-events.js'
import { pruneEvents } from './prune-events.js'
import { type Verification, type VerifyOptions, verifyEvents } from './verify-events.js'

/** The events in a SQL database: a chain in which every row has the hash of the row before it. */
export interface SqlEvents extends EventLog {
  /** The newest entries, from the newest to the oldest: for a list that is read page by page. */
  newest(filter?: NewestEvents): Promise<readonly ChainedEntry[]>
  /** Reads the whole chain and compares every hash. */
  verify(options?: VerifyOptions): Promise<Verification>
  /** Number and hash of the last row; `undefined` for an empty table. Keep it outside of the database. */
  head(): Promise<Head | undefined>
}

/**
 * The table `tokenapi_events` in the database of a store of `tokenapi/sqlite`, `tokenapi/postgres` or
 * `tokenapi/mysql`. `migrate` of `tokenapi/admin` creates it. Throws `ConfigError` for any other store.
 *
 * @example
 * for await (const entry of sqlEvents(store).list({ name: 'login.failed' })) console.log(entry.username)
 */
export function sqlEvents(store: UserStore): SqlEvents {
  const { database } = accessOf(store, '`sqlEvents`')
  const table = eventTable(database)
  const append = appendEvents(table)

  const run = async <T>(task: () => Promise<T>): Promise<T> => {
    try {
      return await task()
    } catch (error) {
      throw eventsError(error, database)
    }
  }

  return {
    append: (entries) => run(() => append(entries)),
    async *list(filter) {
      try {
        yield* listEvents(table, filter)
      } catch (error) {
        throw eventsError(error, database)
      }
    },
    newest: (filter) => run(() => newestEvents(table, filter)),
    prune: (before) => run(() => pruneEvents(table, append, before)),
    verify: (options) => run(() => verifyEvents(table, options)),
    async head() {
      const head = await run(() => table.head())
      return head === GENESIS ? undefined : head
    },
  }
}
