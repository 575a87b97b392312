/** MySQL and MariaDB through a pool of `mysql2`. */
import { UnavailableError } from '../../core/errors.js'
import { createConnections } from '../sql/connections.js'
import type { SqlDatabase } from '../sql/database.js'
import { SLOW_TIMEOUT, endInTime } from '../sql/deadline.js'
import { openOnce } from '../sql/open-once.js'
import { type MysqlCallbackPool, type MysqlPool, openPool, promisePool } from './driver.js'
import { mysqlConnections } from './mysql-connections.js'
import { MYSQL } from './mysql-dialect.js'
import type { MysqlUrl } from './mysql-url.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
}

// A lock belongs to the server, so its name contains a digest of the database's, cut to the length that
// names of locks may have. MySQL 9.7 has no MD5 any more. The time is in seconds.
const LOCK_NAME = "CONCAT('tokenapi-', LEFT(SHA2(DATABASE(), 256), 32))"
const LOCK = `SELECT GET_LOCK(${LOCK_NAME}, ${SLOW_TIMEOUT / 1_000}) AS locked`
const UNLOCK = `SELECT RELEASE_LOCK(${LOCK_NAME})`

// Locks rows but no gaps between them, so that the upgrades of two users do not block one another.
const BEGIN = ['SET TRANSACTION ISOLATION LEVEL READ COMMITTED', 'START TRANSACTION']

export function openMysql(
  given: MysqlUrl | MysqlPool | MysqlCallbackPool,
  { timeout, max }: ConnectionOptions,
): SqlDatabase {
  const url = 'place' in given ? given : undefined
  const pool = openOnce(async () =>
    'place' in given ? openPool(given, { timeout, max }) : promisePool(given),
  )
  const connections = createConnections(mysqlConnections(pool.open, max))

  return {
    dialect: MYSQL,
    name: url?.place ?? 'MySQL',
    ...connections.executor(timeout),
    transaction: (work, { slow = false } = {}) =>
      connections.transaction(slow ? SLOW_TIMEOUT : timeout, BEGIN, work),
    exclusively: (work) =>
      // Time for the lock, and as much for the work.
      connections.use(2 * SLOW_TIMEOUT, async (executor) => {
        const row = await executor.first(LOCK)
        if (Number(row?.['locked']) !== 1) {
          throw new UnavailableError('another migration holds the lock')
        }
        try {
          return await work(executor)
        } finally {
          await executor.all(UNLOCK)
        }
      }),
    async close() {
      const opened = pool.forget()
      if (url !== undefined && opened !== undefined)
        await endInTime(async () => (await opened).end())
    },
  }
}
