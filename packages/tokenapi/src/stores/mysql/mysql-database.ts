/** MySQL and MariaDB through a pool of `mysql2`. */
import { UnavailableError } from '../../core/errors.js'
import { countOf, rowsOf, tuplesOf } from '../sql/answers.js'
import { type Lent, createConnections } from '../sql/connections.js'
import type { SqlDatabase } from '../sql/database.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import { SLOW_TIMEOUT, endInTime } from '../sql/deadline.js'
import {
  type MysqlCallbackPool,
  type MysqlConnection,
  type MysqlPool,
  type MysqlQuery,
  openPool,
  promisesOf,
} from './driver.js'
import { MYSQL } from './mysql-dialect.js'
import type { MysqlUrl } from './mysql-url.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
}

// Seconds. The lock is the server's, so its name is this database's, cut to what a lock's name may be.
// MySQL 9.7 has no MD5 any more.
const LOCK_NAME = "CONCAT('tokenapi-', LEFT(SHA2(DATABASE(), 256), 32))"
const LOCK = `SELECT GET_LOCK(${LOCK_NAME}, ${SLOW_TIMEOUT / 1_000}) AS locked`
const UNLOCK = `SELECT RELEASE_LOCK(${LOCK_NAME})`

// Locks rows and no gaps between them, so that two users' upgrades do not meet.
const BEGIN = ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION']

export function openMysql(
  given: MysqlUrl | MysqlPool | MysqlCallbackPool,
  { timeout, max }: ConnectionOptions,
): SqlDatabase {
  const url = 'place' in given ? given : undefined
  let pool: Promise<MysqlPool> | undefined

  const open = (): Promise<MysqlPool> => {
    if (pool !== undefined) return pool
    pool = 'place' in given ? openPool(given, { timeout, max }) : Promise.resolve(promisesOf(given))
    // One that could not be made is tried again: the package may be there by then.
    pool.catch(() => (pool = undefined))
    return pool
  }

  const borrow = async (): Promise<Lent> => {
    const connection = await (await open()).getConnection()
    return {
      // What is around it may be made anew each time.
      identity: belowOf(connection) ?? connection,
      executor: executorOn(connection),
      giveBack: () => connection.release(),
      end() {
        connection.destroy()
        // `destroy` says goodbye and waits: for a server that is silent, without end.
        belowOf(connection)?.stream?.destroy()
      },
    }
  }
  const connections = createConnections({ most: max, borrow, isSound, faultOf: MYSQL.faultOf })

  return {
    dialect: MYSQL,
    name: url?.place ?? 'MySQL',
    ...connections.executor(timeout),
    transaction: (work, { slow = false } = {}) =>
      connections.transaction(slow ? SLOW_TIMEOUT : timeout, BEGIN, work),
    exclusively: (work) =>
      // The wait for the lock, and then the work.
      connections.use(2 * SLOW_TIMEOUT, async (on) => {
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
      const opened = pool
      pool = undefined
      if (url === undefined || opened === undefined) return
      await endInTime(async () => (await opened).end())
    },
  }
}

/** As `mysql2` reads values by itself, whatever the application has told its pool. */
const AS_USUAL: Pick<MysqlQuery, 'nestTables' | 'typeCast'> = {
  nestTables: false,
  typeCast: (_field, next) => next(),
}

function executorOn(connection: MysqlConnection): SqlExecutor {
  const { typeCast = true, nestTables = false } = belowOf(connection)?.config ?? {}
  // Said only where it has to be: with it `mysql2` takes longer for each row.
  const reading = typeCast === true && nestTables === false ? {} : AS_USUAL
  const execute = async (
    sql: string,
    values: readonly SqlValue[],
    rowsAsArray = false,
  ): Promise<unknown> =>
    (await connection.execute({ sql, values: [...values], rowsAsArray, ...reading }))[0]
  return {
    all: async (sql, values = []) => rowsOf(await execute(sql, values)),
    tuples: async (sql, values = []) => tuplesOf(await execute(sql, values, true)),
    first: async (sql, values = []) => tuplesOf(await execute(sql, values, true))[0],
    run: async (sql, values = []) => {
      const { affectedRows } = (await execute(sql, values)) as { affectedRows?: unknown }
      return countOf(affectedRows)
    },
    async once(sql, values = []) {
      // With values only ever as parameters of the protocol, never written into the text.
      if (values.length > 0) await execute(sql, values)
      // And none to be looked for in it.
      else await connection.query({ sql, values: [] })
    },
  }
}

/** What a connection with promises wraps: one that lasts, on a socket. */
interface Below {
  readonly stream?: { destroy(): unknown }
  readonly config?: { readonly typeCast?: unknown; readonly nestTables?: unknown }
}

function belowOf({ connection }: MysqlConnection): Below | undefined {
  return typeof connection === 'object' && connection !== null ? connection : undefined
}

/** Whether a connection is as good as before: the server answered, or the error is none of a driver. */
function isSound(error: unknown): boolean {
  if (MYSQL.faultOf(error) === 'broken') return false
  if (!(error instanceof Error) || !('code' in error)) return true
  return 'sqlState' in error && !('fatal' in error && error.fatal === true)
}
