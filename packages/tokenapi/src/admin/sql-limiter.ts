/** Counts of `loginThrottle` in a SQL database, for several processes. */
import { ConfigError, isConfigError } from '../core/errors.js'
import { flag } from '../core/options/option-checks.js'
import { readOptions } from '../core/options/read-options.js'
import type { UserStore } from '../core/store.js'
import type { SqlDatabase } from '../stores/sql/database.js'
import { unavailable } from '../stores/sql/database-errors.js'
import { messageOf } from '../stores/sql/error-kind.js'
import { LOGIN_COUNTS, type Count, loginCounts } from '../stores/sql/login-counts.js'
import { SQL_ACCESS } from '../stores/sql/sql-access.js'
import type { SqlStore } from '../stores/sql/sql-store.js'
import { adminDialect } from './dialects/dialect-of.js'
import { MIGRATE } from '../stores/sql/own-table-fix.js'

export interface SqlLimiterOptions {
  /**
   * `true`: the database holds nothing but the counts. The table is created at first use, and SQLite does not wait
   * for the disk. Default `false`: `tokenapi migrate` creates the table.
   */
  readonly ownDatabase?: boolean | undefined
}

/** Points of a key, as limiters of `rate-limiter-flexible` return them. */
export interface LimiterPoints {
  readonly consumedPoints: number
  /** Milliseconds until the points are forgotten; -1: never. */
  readonly msBeforeNext: number
}

/** What `loginThrottle` uses of a limiter. Methods reject where the database does not answer. */
export interface SqlLimiter {
  penalty(key: string, points?: number, options?: LimiterDuration): Promise<LimiterPoints>
  reward(key: string, points?: number, options?: LimiterDuration): Promise<LimiterPoints>
  get(key: string): Promise<LimiterPoints | null>
  set(key: string, points: number, seconds: number): Promise<LimiterPoints>
  delete(key: string): Promise<boolean>
  /** Rejects with `ConfigError` for a missing table or right, and `UnavailableError` in an outage. */
  check(): Promise<void>
}

export interface LimiterDuration {
  /** Seconds; 0: without end. */
  readonly customDuration?: number
}

/**
 * A limiter for `loginThrottle` in the database of a store, so that several processes count together. Throws
 * `ConfigError` for a store that is not of SQL.
 *
 * @example
 * ```ts
 * import { createTokenApi } from 'tokenapi'
 * import { sqlLimiter } from 'tokenapi/admin'
 * import { postgresStore } from 'tokenapi/postgres'
 *
 * const store = postgresStore('postgres://app@localhost/app')
 * const api = createTokenApi({
 *   secretKey: 'a secret of 16 characters or more',
 *   store,
 *   loginThrottle: { limiter: sqlLimiter(store) },
 * })
 * ```
 */
export function sqlLimiter(store: UserStore, options?: SqlLimiterOptions): SqlLimiter {
  const { ownDatabase = false } = readOptions('sqlLimiter', options, { ownDatabase: flag })
  const database = databaseOf(store)
  const counts = loginCounts(database)
  let prepared: Promise<void> | undefined

  const ready = async (): Promise<void> => {
    if (!ownDatabase) return
    prepared ??= prepare(database)
    // Tried again at the next call.
    await prepared.catch((error: unknown) => {
      prepared = undefined
      throw error
    })
  }
  const add = async (
    key: string,
    points: number,
    { customDuration = 0 }: LimiterDuration,
  ): Promise<LimiterPoints> => {
    await ready()
    const now = Date.now()
    return pointsOf(await counts.add(key, points, endOf(customDuration, now), now), now)
  }

  return {
    penalty: (key, points = 1, duration = {}) => add(key, points, duration),
    reward: (key, points = 1, duration = {}) => add(key, -points, duration),
    async get(key) {
      await ready()
      const now = Date.now()
      const count = await counts.get(key, now)
      return count === undefined ? null : pointsOf(count, now)
    },
    async set(key, points, seconds) {
      await ready()
      const now = Date.now()
      const expiresAt = endOf(seconds, now)
      await counts.set(key, points, expiresAt)
      return pointsOf({ points, expiresAt }, now)
    },
    async delete(key) {
      await ready()
      return counts.remove(key)
    },
    async check() {
      try {
        await ready()
        await counts.check()
      } catch (error) {
        throw checkError(error, database)
      }
    },
  }
}

function databaseOf(store: UserStore & Partial<Pick<SqlStore, typeof SQL_ACCESS>>): SqlDatabase {
  const access = store?.[SQL_ACCESS]
  if (access !== undefined) return access.database
  throw new ConfigError(
    '`sqlLimiter` needs a store of tokenapi/sqlite, tokenapi/postgres or tokenapi/mysql',
  )
}

async function prepare(database: SqlDatabase): Promise<void> {
  const { kind, migrations } = adminDialect(database.dialect)
  // What a loss of power takes are the counts of the last seconds.
  if (kind === 'sqlite') await database.once('PRAGMA synchronous = OFF')
  const { statements = [] } = migrations.find(({ makes }) => makes === LOGIN_COUNTS) ?? {}
  for (const statement of statements) await database.once(statement)
}

function endOf(seconds: number, now: number): number | null {
  return seconds > 0 ? now + Math.ceil(seconds * 1_000) : null
}

function pointsOf({ points, expiresAt }: Count, now: number): LimiterPoints {
  return {
    consumedPoints: points,
    msBeforeNext: expiresAt === null ? -1 : Math.max(0, expiresAt - now),
  }
}

function checkError(error: unknown, { name, dialect }: SqlDatabase): Error {
  if (isConfigError(error)) return error
  switch (dialect.kindOfError(error)) {
    case 'missing-table':
      return new ConfigError(`${name} has no table "${LOGIN_COUNTS}": ${MIGRATE}`)
    case 'denied':
      return new ConfigError(
        `our role may not write "${LOGIN_COUNTS}" in ${name}: GRANT SELECT, INSERT, UPDATE, DELETE ON ${LOGIN_COUNTS} to it`,
      )
    case 'read-only':
    case 'read-only-file':
    case 'no-file':
      return new ConfigError(`"${LOGIN_COUNTS}" of ${name} cannot be written (${messageOf(error)})`)
    default:
      return unavailable(error)
  }
}
