/** One SQLite database, opened at first use; every statement is prepared once. */
import type { Awaitable } from '../../core/awaitable.js'
import { countOf, rowsOf, tupleOf, tuplesOf } from '../sql/answers.js'
import type { SqlDatabase } from '../sql/database.js'
import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import { isMissing } from './database-file.js'
import {
  type OpenDatabase,
  type SqliteDatabase,
  type SqliteStatement,
  type SqliteValue,
  builtInDriver,
  loadDriver,
} from './driver.js'
import { type FileOptions, openFile, waitForLocks } from './open-file.js'
import { SQLITE } from './sqlite-dialect.js'
import { type TupleReader, tupleReader } from './tuple-reader.js'

export interface OpenedSqlite extends SqlDatabase {
  /** Whether there is no file yet. */
  isMissing(): boolean
}

export function openSqlite(given: string | SqliteDatabase, options: FileOptions): OpenedSqlite {
  const { busyTimeout } = options
  const statements = new Map<string, SqliteStatement>()
  const readers = new Map<string, TupleReader>()
  let database: SqliteDatabase | undefined
  /** Ends when the transaction that runs does: whoever else comes waits, so as not to be part of it. */
  const turn: { taken?: Promise<unknown> | undefined } = {}

  // The runtime's own driver is there at once. A package is imported first, and all calls wait for that.
  let openPath = builtInDriver()
  const load = async (): Promise<void> => {
    openPath = await loadDriver()
    turn.taken = undefined
  }
  if (typeof given === 'string' && openPath === undefined) turn.taken = load()

  const open = (): SqliteDatabase => {
    if (database !== undefined) return database
    if (typeof given === 'string') {
      return (database = openFile(given, options, openPath as OpenDatabase))
    }
    waitForLocks(given, busyTimeout)
    return (database = given)
  }

  // All requests stand still while SQLite waits. One that waited in vain is enough: until the lock is
  // gone the others are told at once.
  let isLocked = false
  const succeeded = <T>(result: T): T => {
    if (isLocked) waitForLocks(open(), busyTimeout)
    isLocked = false
    return result
  }
  const failed = (error: unknown): unknown => {
    if (busyTimeout !== undefined && !isLocked && SQLITE.faultOf(error) === 'again') {
      isLocked = true
      waitForLocks(open(), 0)
    }
    return error
  }
  const step = <T>(work: () => T): T => {
    try {
      return succeeded(work())
    } catch (error) {
      throw failed(error)
    }
  }

  const prepare = (sql: string): SqliteStatement => {
    const statement = open().prepare(sql)
    // A database that is handed in may have been told otherwise.
    statement.setReturnArrays?.(false)
    // Keys beyond 2^53 would be rounded, or refused, otherwise.
    if (statement.setReadBigInts !== undefined) statement.setReadBigInts(true)
    else if (/^(?:SELECT|PRAGMA|INSERT)/.test(sql)) statement.safeIntegers?.(true)
    return statement
  }

  /** Makes it of a statement once. One that failed is prepared anew the next time. */
  const prepared = <P, T>(
    kept: Map<string, P>,
    sql: string,
    make: (statement: SqliteStatement) => P,
    use: (prepared: P) => T,
  ): T =>
    step(() => {
      try {
        let known = kept.get(sql)
        if (known === undefined) kept.set(sql, (known = make(prepare(sql))))
        return use(known)
      } catch (error) {
        kept.delete(sql)
        throw error
      }
    })
  const withStatement = <T>(sql: string, use: (statement: SqliteStatement) => T): T =>
    prepared(statements, sql, (statement) => statement, use)

  // SQLite is synchronous: between two awaits of one transaction only others that are ready run.
  const inside: SqlExecutor = {
    all: (sql, values = []) =>
      withStatement(sql, (statement) => rowsOf(statement.all(...values.map(bindable)))),
    tuples: (sql, keys = []) =>
      prepared(readers, sql, tupleReader, (read) => tuplesOf(read.all(keys))),
    // As `prepared`, but without functions made for it: every request comes this way.
    first(sql, keys = []) {
      try {
        let read = readers.get(sql)
        if (read === undefined) readers.set(sql, (read = tupleReader(prepare(sql))))
        return succeeded(tupleOf(read.first(keys)))
      } catch (error) {
        readers.delete(sql)
        throw failed(error)
      }
    },
    run: async (sql, values = []) =>
      withStatement(sql, (statement) => countOf(statement.run(...values.map(bindable)).changes)),
    async once(sql, values = []) {
      step(() => {
        if (values.length === 0) return void open().exec(sql)
        open()
          .prepare(sql)
          .run(...values.map(bindable))
      })
    },
  }

  // Asked again after each wait, and in the turn that goes on: another may have begun meanwhile.
  const whenFree = <V, T, R extends Awaitable<T>>(work: (sql: string, values?: V) => R) => {
    const run = (sql: string, values?: V): R | Promise<T> =>
      turn.taken === undefined ? work(sql, values) : turn.taken.then(() => run(sql, values))
    return run
  }

  const transaction = async <T>(work: (transaction: SqlExecutor) => Promise<T>): Promise<T> => {
    while (turn.taken !== undefined) await turn.taken
    const running = (async () => {
      step(() => open().exec('BEGIN IMMEDIATE'))
      try {
        const result = await work(inside)
        step(() => open().exec('COMMIT'))
        return result
      } catch (error) {
        rollback(open())
        throw error
      }
    })()
    turn.taken = running.then(
      () => undefined,
      () => undefined,
    )
    try {
      return await running
    } finally {
      turn.taken = undefined
    }
  }

  return {
    dialect: SQLITE,
    name: typeof given === 'string' ? given : 'the database',
    isMissing: () => database === undefined && typeof given === 'string' && isMissing(given),
    all: whenFree(inside.all),
    tuples: whenFree(inside.tuples),
    first: whenFree(inside.first),
    run: whenFree(inside.run),
    once: whenFree(inside.once),
    transaction,
    exclusively: transaction,
    async close() {
      while (turn.taken !== undefined) await turn.taken
      statements.clear()
      readers.clear()
      if (typeof given === 'string') database?.close()
      database = undefined
    },
  }
}

/** The error that ended the transaction is the one to tell. */
function rollback(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK')
  } catch {
    // SQLite rolls back by itself where the disk is full.
  }
}

function bindable(value: SqlValue): SqliteValue {
  return typeof value === 'boolean' ? Number(value) : value
}
