import { ConfigError } from '../../core/errors.js'
import {
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  fileExists,
  openDatabase,
} from './driver.js'

/** A row by column names as selected; whole numbers are bigint. */
export type Row = Readonly<Record<string, SqliteValue>>

export interface ConnectionOptions {
  readonly create: boolean
  /** Milliseconds. */
  readonly busyTimeout: number
}

/** One database, opened at first use; every statement is prepared once. Synchronous, as SQLite is. */
export interface Connection {
  readonly path: string
  /** Whether there is no file yet. */
  isMissing(): boolean
  all(sql: string, ...values: SqliteValue[]): Row[]
  /** How many rows changed. */
  run(sql: string, ...values: SqliteValue[]): number
  /** Runs `work` in one write transaction; other writers wait for it. */
  transaction<T>(work: () => T): T
  exec(sql: string): void
  close(): void
}

export function connect(given: string | SqliteDatabase, options: ConnectionOptions): Connection {
  const path = typeof given === 'string' ? given : 'the database'
  const statements = new Map<string, SqliteStatement>()
  let database: SqliteDatabase | undefined

  const open = (): SqliteDatabase => {
    if (database !== undefined) return database
    const opened = typeof given === 'string' ? openFile(given, options) : given
    opened.exec(`PRAGMA busy_timeout = ${Math.trunc(options.busyTimeout)}`)
    database = opened
    return opened
  }

  const prepare = (sql: string): SqliteStatement => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = open().prepare(sql)
      // Keys beyond 2^53 would be rounded, or refused, otherwise.
      if (statement.setReadBigInts !== undefined) statement.setReadBigInts(true)
      else if (/^(?:SELECT|PRAGMA|INSERT)/.test(sql)) statement.safeIntegers?.(true)
      statements.set(sql, statement)
    }
    return statement
  }

  const exec = (sql: string): void => {
    open().exec(sql)
  }

  return {
    path,
    isMissing: () => database === undefined && typeof given === 'string' && isMissing(given),
    all: (sql, ...values) => prepare(sql).all(...values) as Row[],
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    transaction(work) {
      exec('BEGIN IMMEDIATE')
      try {
        const result = work()
        exec('COMMIT')
        return result
      } catch (error) {
        exec('ROLLBACK')
        throw error
      }
    },
    exec,
    close() {
      statements.clear()
      if (typeof given === 'string') database?.close()
      database = undefined
    },
  }
}

function openFile(path: string, { create }: ConnectionOptions): SqliteDatabase {
  const missing = isMissing(path)
  if (missing && !create) {
    throw new ConfigError(`there is no database at ${path}: create it with \`tokenapi migrate\``)
  }
  const database = openDatabase(path)
  // Readers go on while somebody writes. Django's own files are left in the mode they are in.
  if (missing) database.exec('PRAGMA journal_mode = WAL')
  return database
}

function isMissing(path: string): boolean {
  return path !== ':memory:' && fileExists(path) === false
}
