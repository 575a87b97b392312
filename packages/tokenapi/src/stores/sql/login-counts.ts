/** The table of a throttle that several processes share, and its statements. */
import { sha256 } from '../../core/runtime/sha256.js'
import type { SqlDatabase } from './database.js'
import type { Row } from './executor.js'

/** No name and no address is in it: digests of keys, their points, and when they expire. */
export const LOGIN_COUNTS = 'tokenapi_login_counts'

/** After this many counts, rows that have expired are removed: more than came since, so that they do not pile up. */
const CLEAR_AFTER = 64
const CLEARED = 256

export interface Count {
  readonly points: number
  /** Milliseconds since 1970; `null`: it does not expire. */
  readonly expiresAt: number | null
}

/** Rejects with the error of the driver. Times are milliseconds since 1970. */
export interface LoginCounts {
  /** Adds points in one step, and returns the sum. A row that has expired begins anew. */
  add(key: string, points: number, expiresAt: number | null, now: number): Promise<Count>
  set(key: string, points: number, expiresAt: number | null): Promise<void>
  get(key: string, now: number): Promise<Count | undefined>
  remove(key: string): Promise<boolean>
  /** Runs each kind of statement without changing a row. */
  check(): Promise<void>
}

export function loginCounts(database: SqlDatabase): LoginCounts {
  const { mark } = database.dialect
  const { add, set, clear } = database.dialect.kind === 'mysql' ? MYSQL : standard(database)
  const select = `SELECT points, expires_at FROM ${LOGIN_COUNTS} WHERE digest = ${mark(1)}`
  const unexpired = `${select} AND (expires_at > ${mark(2)} OR expires_at IS NULL)`
  const remove = `DELETE FROM ${LOGIN_COUNTS} WHERE digest = ${mark(1)}`
  let untilClear = CLEAR_AFTER

  const clearExpired = async (now: number): Promise<void> => {
    if (--untilClear > 0) return
    untilClear = CLEAR_AFTER
    // Two processes may remove the same rows.
    await database.run(clear, [now]).catch(() => undefined)
  }

  return {
    async add(key, points, expiresAt, now) {
      const digest = sha256(key)
      const first = Math.max(0, points)
      const values = [digest, first, expiresAt, now, points, now]
      if (add.endsWith(RETURNING)) {
        // Sent again where the connection was dead: then an attempt may count twice.
        const [row] = await database.all(add, values)
        void clearExpired(now)
        return countOf(row)
      }
      await database.run(add, values)
      void clearExpired(now)
      // Counts of others that came in between are in it: more is refused, never less.
      const [row] = await database.all(select, [digest])
      return row === undefined ? { points: first, expiresAt } : countOf(row)
    },
    async set(key, points, expiresAt) {
      await database.run(set, [sha256(key), points, expiresAt])
    },
    async get(key, now) {
      const row = await database.first(unexpired, [sha256(key), now])
      return row === undefined ? undefined : countOf(row)
    },
    remove: async (key) => (await database.run(remove, [sha256(key)])) > 0,
    async check() {
      await database.once(`INSERT INTO ${LOGIN_COUNTS} SELECT * FROM ${LOGIN_COUNTS} WHERE 1 = 0`)
      await database.once(`UPDATE ${LOGIN_COUNTS} SET points = points WHERE 1 = 0`)
      await database.once(`DELETE FROM ${LOGIN_COUNTS} WHERE 1 = 0`)
    },
  }
}

const RETURNING = 'RETURNING points, expires_at'
const COLUMNS = '(digest, points, expires_at)'

/** PostgreSQL and SQLite. */
function standard({ dialect: { mark, kind } }: SqlDatabase) {
  const [m1, m2, m3, m4, m5, m6] = [1, 2, 3, 4, 5, 6].map(mark)
  const greatest = kind === 'sqlite' ? 'max' : 'greatest'
  const insert = `INSERT INTO ${LOGIN_COUNTS} AS counted ${COLUMNS} VALUES (${m1}, ${m2}, ${m3}) ON CONFLICT (digest) DO UPDATE`
  const sum = `${greatest}(0, counted.points + ${m5})`
  return {
    add: `${insert} SET points = CASE WHEN counted.expires_at <= ${m4} THEN excluded.points ELSE ${sum} END, expires_at = CASE WHEN counted.expires_at <= ${m6} THEN excluded.expires_at ELSE counted.expires_at END ${RETURNING}`,
    set: `${insert} SET points = excluded.points, expires_at = excluded.expires_at`,
    clear: `DELETE FROM ${LOGIN_COUNTS} WHERE digest IN (SELECT digest FROM ${LOGIN_COUNTS} WHERE expires_at <= ${m1} LIMIT ${CLEARED})`,
  }
}

const INTO = `INSERT INTO ${LOGIN_COUNTS} ${COLUMNS} VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE`

/** MySQL has no RETURNING. It assigns from left to right, so the time comes last. */
const MYSQL = {
  add: `${INTO} points = IF(expires_at <= ?, VALUES(points), GREATEST(0, points + ?)), expires_at = IF(expires_at <= ?, VALUES(expires_at), expires_at)`,
  set: `${INTO} points = VALUES(points), expires_at = VALUES(expires_at)`,
  clear: `DELETE FROM ${LOGIN_COUNTS} WHERE expires_at <= ? LIMIT ${CLEARED}`,
}

function countOf(row: Row | undefined): Count {
  const { points, expires_at: expiresAt } = row ?? {}
  const read = { points: Number(points), expiresAt: expiresAt === null ? null : Number(expiresAt) }
  if (Number.isFinite(read.points) && !Number.isNaN(read.expiresAt ?? 0)) return read
  throw new TypeError('the database gave a count that is no number')
}
