/** PostgreSQL through a pool of `pg`. */
import { createConnections } from '../sql/connections.js'
import type { SqlDatabase } from '../sql/database.js'
import { SLOW_TIMEOUT, endInTime } from '../sql/deadline.js'
import { openOnce } from '../sql/open-once.js'
import { checkPooler } from './check-pooler.js'
import { type PostgresPool, openPool } from './driver.js'
import { handleErrors, postgresConnections } from './postgres-connections.js'
import { POSTGRES } from './postgres-dialect.js'
import type { PostgresUrl } from './postgres-url.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
  readonly prepare: boolean
}

/** Any number that is ours alone: advisory locks are shared by all applications of a database. */
const MIGRATION_LOCK = 7_093_118_842_316

const BEGIN_SLOW = [`BEGIN; SET LOCAL statement_timeout = ${SLOW_TIMEOUT}`]

export function openPostgres(
  given: PostgresUrl | PostgresPool,
  { timeout, max, prepare }: ConnectionOptions,
): SqlDatabase {
  const url = 'place' in given ? given : undefined
  const pool = openOnce(async () => {
    const opened = 'place' in given ? await openPool(given, { timeout, max, prepare }) : given
    handleErrors(opened)
    return opened
  })
  const clients = postgresConnections(pool.open, { max, prepare })
  const connections = createConnections(clients)

  return {
    dialect: POSTGRES,
    name: url?.place ?? 'PostgreSQL',
    async checkConnections() {
      if (prepare) await checkPooler(connections.use, timeout, clients.processIdOf)
    },
    ...connections.executor(timeout),
    transaction: (work, { slow = false } = {}) =>
      slow
        ? connections.transaction(SLOW_TIMEOUT, BEGIN_SLOW, work)
        : connections.transaction(timeout, ['BEGIN'], work),
    exclusively: (work) =>
      connections.transaction(SLOW_TIMEOUT, BEGIN_SLOW, async (executor) => {
        await executor.once(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
        return work(executor)
      }),
    async close() {
      const opened = pool.forget()
      if (url !== undefined && opened !== undefined)
        await endInTime(async () => (await opened).end())
    },
  }
}
