/** One SQLite database, opened at first use. */
import type { Awaitable } from '../../core/runtime/awaitable.js'
import { createSemaphore } from '../../core/runtime/semaphore.js'
import type { SqlDatabase } from '../sql/database.js'
import type { SqlExecutor } from '../sql/executor.js'
import type { ChangeMark } from '../../core/auth-state/change-watch.js'
import { changeMark } from './change-mark.js'
import { isMissing } from './database-file.js'
import { type SqliteDatabase, builtInDriver, loadDriver } from './driver.js'
import { waitForLocks } from './lock-timeout.js'
import { type FileOptions, openFile } from './open-file.js'
import { SQLITE } from './sqlite-dialect.js'
import { type SqliteExecutor, sqliteExecutor } from './sqlite-executor.js'

export interface SqliteFile extends SqlDatabase {
  /** The mark for what depends on this table. */
  changeMarkOf(table: string): ChangeMark
}

export function openSqlite(given: string | SqliteDatabase, options: FileOptions): SqliteFile {
  const file = typeof given === 'string' ? fileOf(given, options) : handedIn(given, options)
  const executor = sqliteExecutor(file.open, options.busyTimeout)
  // Held by the transaction that runs. Other calls wait for it, as they would be part of it.
  const turn = createSemaphore(1)
  if (file.loading !== undefined) {
    void turn.acquire()
    void file.loading.then(() => turn.release())
  }

  const inTurn = async <T>(work: () => Awaitable<T>): Promise<T> => {
    const permit = turn.acquire()
    if (permit !== undefined) await permit
    try {
      return await work()
    } finally {
      turn.release()
    }
  }
  const transaction = <T>(work: (transaction: SqlExecutor) => Promise<T>): Promise<T> =>
    inTurn(() => runTransaction(executor, work))

  return {
    dialect: SQLITE,
    changeMarkOf: (table) => changeMark(file.open, table),
    name: typeof given === 'string' ? given : 'the database',
    isMissing: () => file.isMissing(),
    all: (sql, values) =>
      turn.isFree ? executor.all(sql, values) : inTurn(() => executor.all(sql, values)),
    first: (sql, values) =>
      turn.isFree ? executor.first(sql, values) : inTurn(() => executor.first(sql, values)),
    run: (sql, values) => inTurn(() => executor.run(sql, values)),
    once: (sql, values) => inTurn(() => executor.once(sql, values)),
    atOnce: (sql, lists) => inTurn(() => executor.atOnce(sql, lists)),
    transaction,
    exclusively: transaction,
    close: () =>
      inTurn(() => {
        executor.clear()
        file.close()
      }),
  }
}

async function runTransaction<T>(
  executor: SqliteExecutor,
  work: (transaction: SqlExecutor) => Promise<T>,
): Promise<T> {
  executor.exec('BEGIN IMMEDIATE')
  try {
    const result = await work(executor)
    executor.exec('COMMIT')
    return result
  } catch (error) {
    try {
      executor.exec('ROLLBACK')
    } catch {
      // SQLite rolls back by itself where the disk is full. The caller gets the error of the transaction.
    }
    throw error
  }
}

interface DatabaseSource {
  /** Ends when the driver is loaded; `undefined` where it is there at once. */
  readonly loading?: Promise<void>
  open(): SqliteDatabase
  close(): void
  isMissing(): boolean
}

function fileOf(path: string, options: FileOptions): DatabaseSource {
  let database: SqliteDatabase | undefined
  let openPath = builtInDriver()
  const load = async (): Promise<void> => void (openPath = await loadDriver())

  return {
    ...(openPath === undefined && { loading: load() }),
    open() {
      if (openPath === undefined) throw new Error('the driver of SQLite is not loaded yet')
      return (database ??= openFile(path, options, openPath))
    },
    close() {
      database?.close()
      database = undefined
    },
    isMissing: () => database === undefined && isMissing(path),
  }
}

/** Stays open: the application closes it. */
function handedIn(database: SqliteDatabase, { busyTimeout }: FileOptions): DatabaseSource {
  let isSet = false
  return {
    open() {
      if (!isSet) waitForLocks(database, busyTimeout)
      isSet = true
      return database
    },
    close: () => {},
    isMissing: () => false,
  }
}
