/** PostgreSQL through a pool of `pg`. */
import { sha256 } from '../../core/sha256.js'
import { countOf, rowsOf, tuplesOf } from '../sql/answers.js'
import { type Lent, createConnections } from '../sql/connections.js'
import type { SqlDatabase } from '../sql/database.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import { SLOW_TIMEOUT, endInTime } from '../sql/deadline.js'
import { isConnectionFault } from '../sql/retry.js'
import { type PostgresClient, type PostgresPool, type PostgresQuery, openPool } from './driver.js'
import { checkPooler } from './check-pooler.js'
import { POSTGRES } from './postgres-dialect.js'
import { type PostgresUrl } from './postgres-url.js'
import { readTuples } from './tuple-query.js'

export interface ConnectionOptions {
  readonly timeout: number
  readonly max: number
  readonly prepare: boolean
}

/** Applications give their pools parsers of their own. */
const AS_TEXT = { getTypeParser: () => (text: unknown) => text }

/** Any number: it tells our migrations from other holders of advisory locks. */
const MIGRATION_LOCK = 7_093_118_842_316

/**
 * Names of prepared statements, by their text: stores may share a pool, also those of two copies of this
 * package, and a name stands for one statement.
 */
const names = new Map<string, string>()

function nameOf(sql: string): string {
  let name = names.get(sql)
  // PostgreSQL cuts names after 63 bytes.
  if (name === undefined) names.set(sql, (name = `tokenapi-${sha256(sql).slice(0, 32)}`))
  return name
}

export function openPostgres(
  given: PostgresUrl | PostgresPool,
  { timeout, max, prepare }: ConnectionOptions,
): SqlDatabase {
  const url = 'place' in given ? given : undefined
  const { faultOf } = POSTGRES
  let pool: Promise<PostgresPool> | undefined

  const open = (): Promise<PostgresPool> => {
    if (pool !== undefined) return pool
    pool = listened('place' in given ? openPool(given, { timeout, max, settings: prepare }) : given)
    // One that could not be made is tried again: the package may be there by then.
    pool.catch(() => (pool = undefined))
    return pool
  }

  const queryOf = (sql: string, values: readonly SqlValue[], prepared: boolean): PostgresQuery => {
    const types = AS_TEXT
    if (!prepared || !prepare) return { text: sql, values: [...values], types }
    return { name: nameOf(sql), text: sql, values: [...values], types }
  }

  const executorOn = (client: PostgresClient): SqlExecutor => ({
    all: async (sql, values = []) => rowsOf((await client.query(queryOf(sql, values, true))).rows),
    tuples: async (sql, values = []) =>
      tuplesOf(await readTuples(client, queryOf(sql, values, true))),
    first: async (sql, values = []) =>
      tuplesOf(await readTuples(client, queryOf(sql, values, true)))[0],
    run: async (sql, values = []) =>
      countOf((await client.query(queryOf(sql, values, true))).rowCount),
    once: async (sql, values = []) => {
      await client.query(queryOf(sql, values, false))
    },
  })

  const processIds = new WeakMap<SqlExecutor, number | undefined>()

  const borrow = async (): Promise<Lent> => {
    const client = await connect(await open())
    const executor = executorOn(client)
    processIds.set(executor, client.processID ?? undefined)
    const release = (broken: boolean) => (): void => {
      client.release(broken)
      client.off('error', ignore)
    }
    return {
      identity: client,
      executor,
      giveBack: release(false),
      end: release(true),
    }
  }
  const connections = createConnections({ most: max, borrow, isSound, faultOf })
  const slowBegin = `BEGIN; SET LOCAL statement_timeout = ${SLOW_TIMEOUT}`

  return {
    dialect: POSTGRES,
    name: url?.place ?? 'PostgreSQL',
    async checkConnections() {
      if (prepare) await checkPooler(connections.use, timeout, (each) => processIds.get(each))
    },
    ...connections.executor(timeout),
    transaction: (work, { slow = false } = {}) =>
      slow
        ? connections.transaction(SLOW_TIMEOUT, [slowBegin], work)
        : connections.transaction(timeout, ['BEGIN'], work),
    exclusively: (work) =>
      connections.transaction(SLOW_TIMEOUT, [slowBegin], async (on) => {
        await on.once(`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`)
        return work(on)
      }),
    async close() {
      const opened = pool
      pool = undefined
      if (url === undefined || opened === undefined) return
      await endInTime(async () => (await opened).end())
    },
  }
}

/** A broken connection shows at its next statement. */
const ignore = (): void => {}

/**
 * A client that is lent out and breaks is an event, and one that nobody hears ends the process. By
 * callback: the promise of one comes too late for a server that says hello and goodbye in one breath.
 */
function connect(pool: PostgresPool): Promise<PostgresClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) return reject(error)
      client.on('error', ignore)
      resolve(client)
    })
  })
}

const listenedTo = new WeakSet<PostgresPool>()

/** The same for one that is idle. Once for a pool, however many stores it is handed to. */
async function listened(given: PostgresPool | Promise<PostgresPool>): Promise<PostgresPool> {
  const pool = await given
  if (!listenedTo.has(pool)) pool.on('error', ignore)
  listenedTo.add(pool)
  return pool
}

/** Whether a connection is as good as before: the server answered, or the error is none of a driver. */
function isSound(error: unknown): boolean {
  if (isConnectionFault(POSTGRES.faultOf(error))) return false
  return !(error instanceof Error) || !('code' in error) || 'severity' in error
}
