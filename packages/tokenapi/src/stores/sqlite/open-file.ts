import { ConfigError } from '../../core/errors.js'
import { createPrivateFile, isMissing } from './database-file.js'
import { type OpenDatabase, type SqliteDatabase, noDriver } from './driver.js'
import { SQLITE } from './sqlite-dialect.js'

export interface FileOptions {
  readonly create: boolean
  /** Milliseconds; `undefined`: what the database has been told already. */
  readonly busyTimeout: number | undefined
}

/** KiB of the file that may be held in memory: SQLite's own 2 MiB are read over and over where users are many. */
const PAGE_CACHE = 65_536

/** Opens a file, or makes it where that is allowed. Throws `ConfigError` where it is missing. */
export function openFile(
  path: string,
  { create, busyTimeout = 0 }: FileOptions,
  open: OpenDatabase,
): SqliteDatabase {
  // Says what is missing before a file is made, or is said to be missing.
  if (open === noDriver) open(path)
  const missing = isMissing(path)
  if (missing && !create) {
    throw new ConfigError(`there is no database at ${path}: create it with \`tokenapi migrate\``)
  }
  if (missing) createPrivateFile(path)
  const database = open(path)
  try {
    // First of all: others may be making the file at this moment.
    waitForLocks(database, busyTimeout)
    // Django's own files are left in the mode they are in.
    if (missing) writeAhead(database, busyTimeout)
    database.exec(`PRAGMA cache_size = -${PAGE_CACHE}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

export function waitForLocks(database: SqliteDatabase, milliseconds: number | undefined): void {
  if (milliseconds === undefined) return
  database.exec(`PRAGMA busy_timeout = ${Math.trunc(milliseconds)}`)
}

/** Readers go on while somebody writes. */
function writeAhead(database: SqliteDatabase, busyTimeout: number): void {
  const end = performance.now() + busyTimeout
  for (;;) {
    try {
      return void database.exec('PRAGMA journal_mode = WAL')
    } catch (error) {
      if (SQLITE.faultOf(error) !== 'again' || performance.now() >= end) throw error
      // For this SQLite does not always wait as long as it may; for a turn at writing it does.
      database.exec('BEGIN IMMEDIATE; COMMIT')
    }
  }
}
