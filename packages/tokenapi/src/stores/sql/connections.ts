/** Statements and transactions on the connections of a pool. */
import type { Awaitable } from '../../core/runtime/awaitable.js'
import type { SqlExecutor } from './executor.js'
import { type Deadline, withDeadline } from './deadline.js'
import { retryRead, retryTransaction } from './retry.js'
import { type ConnectionPool, type ConnectionUse, createWithConnection } from './with-connection.js'

type Work<T> = (executor: SqlExecutor) => Awaitable<T>

/** The time limits are milliseconds. */
export interface Connections {
  /** Runs each statement on any free connection. */
  executor(limit: number): SqlExecutor
  /** Runs all of `work` on one connection. */
  use<T>(limit: number, work: Work<T>): Promise<T>
  /** The same for work that changes nothing: runs it again where the connection was dead. */
  read<T>(limit: number, work: Work<T>): Promise<T>
  /** Commits what `work` did, or nothing of it. */
  transaction<T>(limit: number, begin: readonly string[], work: Work<T>): Promise<T>
}

export function createConnections(pool: ConnectionPool): Connections {
  const { kindOfError } = pool
  const withConnection = createWithConnection(pool)

  const use: Connections['use'] = (limit, work) =>
    withDeadline(limit, (deadline) => withConnection({ deadline, work }))

  const read: Connections['read'] = (limit, work) =>
    withDeadline(limit, (deadline) =>
      retryRead((mustBeNew) => withConnection({ deadline, mustBeNew, work }), kindOfError),
    )

  /** On a connection that was dead from the start nothing was done: another one is used. */
  const attempt = <T>(deadline: Deadline, begin: readonly string[], work: Work<T>): Promise<T> => {
    const started = { yet: false }
    const transaction = inTransaction(begin, work, started)
    return retryRead(
      (mustBeNew) => withConnection({ deadline, mustBeNew, work: transaction }),
      (error) => (started.yet ? 'other' : kindOfError(error)),
    )
  }

  return {
    executor: (limit) => ({
      all: (sql, values) => read(limit, (executor) => executor.all(sql, values)),
      first: (sql, values) => read(limit, (executor) => executor.first(sql, values)),
      run: (sql, values) => use(limit, (executor) => executor.run(sql, values)),
      once: (sql, values) => use(limit, (executor) => executor.once(sql, values)),
    }),
    use,
    read,
    transaction: (limit, begin, work) =>
      withDeadline(limit, (deadline) =>
        retryTransaction(() => attempt(deadline, begin, work), kindOfError),
      ),
  }
}

function inTransaction<T>(
  begin: readonly string[],
  work: Work<T>,
  started: { yet: boolean },
): ConnectionUse<T>['work'] {
  return async (executor, discard) => {
    for (const sql of begin) await executor.once(sql)
    started.yet = true
    try {
      const result = await work(executor)
      await executor.once('COMMIT')
      return result
    } catch (error) {
      // The caller gets the error that ended the transaction, not that of the ROLLBACK.
      await executor.once('ROLLBACK').catch(discard)
      throw error
    }
  }
}
