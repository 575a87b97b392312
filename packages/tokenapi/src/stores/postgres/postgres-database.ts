/** PostgreSQL through a pool of `pg`. */
import type { Row, SqlDatabase, SqlExecutor, SqlValue } from '../sql/database.js'
import { SLOW_TIMEOUT, withDeadline } from '../sql/deadline.js'
import { retryRead, retryTransaction } from '../sql/retry.js'
import {
  type PostgresClient,
  type PostgresPool,
  type PostgresQuery,
  openPool,
  placeOf,
} from './driver.js'
import { POSTGRES } from './postgres-dialect.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
  readonly prepare: boolean
}

/** Any number: it tells our migrations from other holders of advisory locks. */
const MIGRATION_LOCK = 7_093_118_842_316

export function openPostgres(
  given: string | PostgresPool,
  { timeout, max, prepare }: ConnectionOptions,
): SqlDatabase {
  const { faultOf } = POSTGRES
  const names = new Map<string, string>()
  let pool: Promise<PostgresPool> | undefined

  const open = (): Promise<PostgresPool> => {
    pool ??= listened(
      typeof given === 'string' ? openPool(given, { timeout, max, settings: prepare }) : given,
    )
    // One that could not be made is tried again: the package may be there by then.
    pool.catch(() => (pool = undefined))
    return pool
  }

  const queryOf = (
    sql: string,
    values: readonly SqlValue[],
    limit: number,
    prepared: boolean,
  ): PostgresQuery => {
    const query = { text: sql, values: [...values], query_timeout: limit }
    if (!prepared || !prepare) return query
    let name = names.get(sql)
    if (name === undefined) names.set(sql, (name = `tokenapi-${names.size + 1}`))
    return { ...query, name }
  }

  const executorOn = (client: Pick<PostgresClient, 'query'>, limit: number): SqlExecutor => ({
    all: async (sql, values = []) =>
      (await client.query(queryOf(sql, values, limit, true))).rows as readonly Row[],
    run: async (sql, values = []) =>
      (await client.query(queryOf(sql, values, limit, true))).rowCount ?? 0,
    once: async (sql, values = []) => {
      await client.query(queryOf(sql, values, limit, false))
    },
  })

  /** One transaction on a connection of its own, which ends with it where anything went wrong. */
  const attempt = async <T>(
    begin: string,
    limit: number,
    work: (transaction: SqlExecutor) => Promise<T>,
  ): Promise<T> => {
    const client = await begun(await open(), begin, limit)
    try {
      const result = await work(executorOn(client, limit))
      await client.query({ text: 'COMMIT', query_timeout: limit })
      client.release()
      return result
    } catch (error) {
      const rolledBack = await client.query({ text: 'ROLLBACK', query_timeout: limit }).then(
        () => true,
        () => false,
      )
      client.release(!rolledBack)
      throw error
    }
  }

  /** A pooled connection may be dead already: nothing has been done on it, so another is taken. */
  const begun = (from: PostgresPool, begin: string, limit: number): Promise<PostgresClient> =>
    retryRead(async () => {
      const client = await from.connect()
      try {
        await client.query({ text: begin, query_timeout: limit })
        return client
      } catch (error) {
        client.release(true)
        throw error
      }
    }, faultOf)

  const all: SqlExecutor['all'] = (sql, values = []) =>
    withDeadline(
      timeout,
      retryRead(async () => executorOn(await open(), timeout).all(sql, values), faultOf),
    )

  return {
    dialect: POSTGRES,
    name: typeof given === 'string' ? placeOf(given) : 'PostgreSQL',
    all,
    run: (sql, values) =>
      withDeadline(
        timeout,
        open().then((each) => executorOn(each, timeout).run(sql, values)),
      ),
    once: (sql, values) =>
      withDeadline(
        timeout,
        open().then((each) => executorOn(each, timeout).once(sql, values)),
      ),
    transaction: (work, { slow = false } = {}) => {
      const limit = slow ? SLOW_TIMEOUT : timeout
      const begin = slow ? `BEGIN; SET LOCAL statement_timeout = ${limit}` : 'BEGIN'
      return withDeadline(
        limit,
        retryTransaction(() => attempt(begin, limit, work), faultOf),
      )
    },
    exclusively: (work) =>
      withDeadline(
        SLOW_TIMEOUT,
        attempt(
          `BEGIN; SET LOCAL statement_timeout = ${SLOW_TIMEOUT}`,
          SLOW_TIMEOUT,
          async (on) => {
            await on.once(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
            return work(on)
          },
        ),
      ),
    async close() {
      if (typeof given === 'string') await (await pool?.catch(() => undefined))?.end()
      pool = undefined
    },
  }
}

/** An idle connection that breaks is an event, and one that nobody hears ends the process. */
async function listened(given: PostgresPool | Promise<PostgresPool>): Promise<PostgresPool> {
  const pool = await given
  pool.on('error', () => {})
  return pool
}
