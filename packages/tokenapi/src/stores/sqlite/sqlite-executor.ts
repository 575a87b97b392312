import { countOf, rowOf, rowsOf } from '../sql/driver-results.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import type { SqliteDatabase, SqliteStatement, SqliteValue } from './driver.js'
import { lockTimeout } from './lock-timeout.js'

export interface SqliteExecutor extends SqlExecutor {
  /** Runs SQL without values. */
  exec(sql: string): void
  /** Forgets all prepared statements. */
  clear(): void
}

/** Runs statements in the same turn, each prepared once. */
export function sqliteExecutor(
  open: () => SqliteDatabase,
  busyTimeout: number | undefined,
): SqliteExecutor {
  const statements = new Map<string, SqliteStatement>()
  const lock = lockTimeout(open, busyTimeout)

  const prepared = (sql: string): SqliteStatement => {
    let statement = statements.get(sql)
    if (statement === undefined) statements.set(sql, (statement = prepare(open(), sql)))
    return statement
  }
  const failed = (sql: string, error: unknown): unknown => {
    // Prepared anew the next time.
    statements.delete(sql)
    lock.failed(error)
    return error
  }
  const attempt = <T>(sql: string, work: () => T): T => {
    try {
      const result = work()
      lock.succeeded()
      return result
    } catch (error) {
      throw failed(sql, error)
    }
  }

  return {
    all: (sql, values = []) =>
      attempt(sql, () => rowsOf(prepared(sql).all(...values.map(bindable)))),
    first(sql, values = []) {
      try {
        const row = rowOf(prepared(sql).get(...values.map(bindable)))
        lock.succeeded()
        return row
      } catch (error) {
        throw failed(sql, error)
      }
    },
    run: async (sql, values = []) =>
      attempt(sql, () => countOf(prepared(sql).run(...values.map(bindable)).changes)),
    async once(sql, values = []) {
      attempt(sql, () => {
        const database = open()
        if (values.length === 0) database.exec(sql)
        else database.prepare(sql).run(...values.map(bindable))
      })
    },
    exec: (sql) => attempt(sql, () => void open().exec(sql)),
    clear: () => statements.clear(),
  }
}

function prepare(database: SqliteDatabase, sql: string): SqliteStatement {
  const statement = database.prepare(sql)
  // The application may have set other defaults for a database that was handed in.
  statement.setReturnArrays?.(false)
  // Keys beyond 2^53 would be rounded, or refused, otherwise.
  if (statement.setReadBigInts !== undefined) statement.setReadBigInts(true)
  else if (/^(?:SELECT|PRAGMA|INSERT)/.test(sql)) statement.safeIntegers?.(true)
  return statement
}

function bindable(value: SqlValue): SqliteValue {
  return typeof value === 'boolean' ? Number(value) : value
}
