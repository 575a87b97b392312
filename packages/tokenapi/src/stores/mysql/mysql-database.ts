/** MySQL and MariaDB through a pool of `mysql2`. */
import { UnavailableError } from '../../core/errors.js'
import type { Row, SqlDatabase, SqlExecutor, SqlValue } from '../sql/database.js'
import { SLOW_TIMEOUT, withDeadline } from '../sql/deadline.js'
import { retryRead, retryTransaction } from '../sql/retry.js'
import {
  type MysqlCallbackPool,
  type MysqlConnection,
  type MysqlPool,
  openPool,
  placeOf,
} from './driver.js'
import { MYSQL } from './mysql-dialect.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
}

// Seconds. The lock is the server's, so its name is this database's.
const LOCK = `SELECT GET_LOCK(CONCAT('tokenapi-', MD5(DATABASE())), ${SLOW_TIMEOUT / 1_000}) AS locked`
const UNLOCK = "SELECT RELEASE_LOCK(CONCAT('tokenapi-', MD5(DATABASE())))"

export function openMysql(
  given: string | MysqlPool | MysqlCallbackPool,
  { timeout, max }: ConnectionOptions,
): SqlDatabase {
  const { faultOf } = MYSQL
  let pool: Promise<MysqlPool> | undefined

  const open = (): Promise<MysqlPool> => {
    pool ??= typeof given === 'string' ? openPool(given, { timeout, max }) : promised(given)
    // One that could not be made is tried again: the package may be there by then.
    pool.catch(() => (pool = undefined))
    return pool
  }

  /** `work` on a connection of its own, which goes back to the pool only where it is sound. */
  const withConnection = async <T>(
    limit: number,
    work: (connection: MysqlConnection) => Promise<T>,
  ): Promise<T> => {
    const connection = await acquire(await open(), limit)
    try {
      const result = await work(connection)
      connection.release()
      return result
    } catch (error) {
      if (isSound(error)) connection.release()
      else connection.destroy()
      throw error
    }
  }

  /** Each statement on a connection of its own. */
  const pooled: SqlExecutor = {
    all: (sql, values) =>
      retryRead(
        () => withConnection(timeout, (each) => executorOn(each, timeout).all(sql, values)),
        faultOf,
      ),
    run: (sql, values) =>
      withConnection(timeout, (each) => executorOn(each, timeout).run(sql, values)),
    once: (sql, values) =>
      withConnection(timeout, (each) => executorOn(each, timeout).once(sql, values)),
  }

  const attempt = <T>(limit: number, work: (transaction: SqlExecutor) => Promise<T>): Promise<T> =>
    withConnection(limit, async (connection) => {
      const on = executorOn(connection, limit)
      // Locks rows and no gaps between them, so that two users' upgrades do not meet.
      await on.once('SET TRANSACTION ISOLATION LEVEL READ COMMITTED')
      await on.once('START TRANSACTION')
      try {
        const result = await work(on)
        await on.once('COMMIT')
        return result
      } catch (error) {
        if (isSound(error)) await rollback(on)
        throw error
      }
    })

  return {
    dialect: MYSQL,
    name: typeof given === 'string' ? placeOf(given) : 'MySQL',
    all: (sql, values) => withDeadline(timeout, pooled.all(sql, values)),
    run: (sql, values) => withDeadline(timeout, pooled.run(sql, values)),
    once: (sql, values) => withDeadline(timeout, pooled.once(sql, values)),
    transaction: (work, { slow = false } = {}) => {
      const limit = slow ? SLOW_TIMEOUT : timeout
      return withDeadline(
        limit,
        retryTransaction(() => attempt(limit, work), faultOf),
      )
    },
    exclusively: (work) =>
      withConnection(SLOW_TIMEOUT, async (connection) => {
        const on = executorOn(connection, SLOW_TIMEOUT)
        const [row] = await on.all(LOCK)
        if (Number(row?.['locked']) !== 1) {
          throw new UnavailableError('another migration holds its lock')
        }
        try {
          return await work(on)
        } finally {
          await on.all(UNLOCK)
        }
      }),
    async close() {
      if (typeof given === 'string') await (await pool?.catch(() => undefined))?.end()
      pool = undefined
    },
  }
}

function executorOn(connection: MysqlConnection, limit: number): SqlExecutor {
  const execute = async (sql: string, values: readonly SqlValue[]): Promise<unknown> =>
    (await connection.execute({ sql, values: [...values], timeout: limit }))[0]
  return {
    all: async (sql, values = []) => (await execute(sql, values)) as readonly Row[],
    run: async (sql, values = []) => {
      const { affectedRows } = (await execute(sql, values)) as { affectedRows?: number }
      return affectedRows ?? 0
    },
    async once(sql, values = []) {
      // With values only ever as parameters of the protocol, never written into the text.
      if (values.length > 0) await execute(sql, values)
      else await connection.query({ sql, timeout: limit })
    },
  }
}

/** A connection in time. One that comes too late goes straight back. */
function acquire(pool: MysqlPool, limit: number): Promise<MysqlConnection> {
  let late = false
  const coming = pool.getConnection().then((connection) => {
    if (late) connection.release()
    return connection
  })
  return withDeadline(limit, coming).catch((error: unknown) => {
    late = true
    throw error
  })
}

/** Whether a connection is as good as before: the server answered, or the error is none of a driver. */
function isSound(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return true
  return 'sqlState' in error && !('fatal' in error && error.fatal === true)
}

/** The error that ended the transaction is the one to tell. */
async function rollback(on: SqlExecutor): Promise<void> {
  await on.once('ROLLBACK').catch(() => undefined)
}

async function promised(given: MysqlPool | MysqlCallbackPool): Promise<MysqlPool> {
  return 'promise' in given && typeof given.promise === 'function'
    ? given.promise()
    : (given as MysqlPool)
}
