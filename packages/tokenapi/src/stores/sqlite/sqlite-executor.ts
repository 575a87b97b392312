import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import type { SqliteDatabase } from './driver.js'
import { lockTimeout, waitForLocks } from './lock-timeout.js'
import { type PreparedStatement, prepareStatement } from './prepared-statement.js'

export interface SqliteExecutor extends SqlExecutor {
  /** See `SqlDatabase`. */
  atOnce(sql: string, lists: readonly (readonly SqlValue[])[]): void
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
  const statements = new Map<string, PreparedStatement>()
  const lock = lockTimeout(open, busyTimeout)

  const prepared = (sql: string): PreparedStatement => {
    let statement = statements.get(sql)
    if (statement === undefined) statements.set(sql, (statement = prepareStatement(open(), sql)))
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

  const runAll = (sql: string, lists: readonly (readonly SqlValue[])[]): void => {
    try {
      const statement = prepared(sql)
      for (const values of lists) statement.run(values)
      open().exec('COMMIT')
    } catch (error) {
      statements.delete(sql)
      try {
        open().exec('ROLLBACK')
      } catch {
        // SQLite rolls back by itself where the disk is full.
      }
      throw error
    }
  }

  return {
    all: (sql, values = []) => attempt(sql, () => prepared(sql).all(values)),
    first: (sql, values = []) => attempt(sql, () => prepared(sql).first(values)),
    run: async (sql, values = []) => attempt(sql, () => prepared(sql).run(values)),
    async once(sql, values = []) {
      attempt(sql, () => {
        const database = open()
        if (values.length === 0) database.exec(sql)
        else prepareStatement(database, sql).run(values)
      })
    },
    atOnce(sql, lists) {
      const { timeout } = prepared('PRAGMA busy_timeout').first([]) ?? {}
      waitForLocks(open(), 0)
      try {
        open().exec('BEGIN IMMEDIATE')
        runAll(sql, lists)
      } finally {
        waitForLocks(open(), Number(timeout))
      }
    },
    exec: (sql) => attempt(sql, () => void open().exec(sql)),
    clear: () => statements.clear(),
  }
}
