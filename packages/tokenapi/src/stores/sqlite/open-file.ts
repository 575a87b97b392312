import { ConfigError } from '../../core/errors.js'
import { createPrivateFile, isMissing } from './database-file.js'
import { type OpenDatabase, type SqliteDatabase, noDriver } from './driver.js'
import { waitForLocks } from './lock-timeout.js'
import { SQLITE } from './sqlite-dialect.js'

export interface FileOptions {
  readonly create: boolean
  /** Milliseconds; `undefined`: what is set in the database already. */
  readonly busyTimeout: number | undefined
}

/** KiB of the file that SQLite may keep in memory: its default of 2 MiB is too small for many users. */
const PAGE_CACHE = 65_536

/** Opens a file, or creates it where that is allowed. Throws `ConfigError` where it is missing. */
export function openFile(
  path: string,
  { create, busyTimeout = 0 }: FileOptions,
  open: OpenDatabase,
): SqliteDatabase {
  // Without a driver no file is created, or reported as missing.
  if (open === noDriver) open(path)
  const missing = isMissing(path)
  if (missing && !create) {
    throw new ConfigError(
      `there is no database at ${path}: create it with \`tokenapi migrate\` (in a program: \`create: true\`, then \`await sqlAdmin(store).migrate()\` of \`tokenapi/admin\`)`,
    )
  }
  if (missing) createPrivateFile(path)
  const database = open(path)
  try {
    // First: another process may be creating the file at this moment.
    waitForLocks(database, busyTimeout)
    // The journal mode of an existing file is left as it is.
    if (missing) writeAhead(database, busyTimeout)
    database.exec(`PRAGMA cache_size = -${PAGE_CACHE}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Readers do not wait for a writer. */
function writeAhead(database: SqliteDatabase, busyTimeout: number): void {
  const end = performance.now() + busyTimeout
  for (;;) {
    try {
      return void database.exec('PRAGMA journal_mode = WAL')
    } catch (error) {
      if (SQLITE.kindOfError(error) !== 'again' || performance.now() >= end) throw error
      // SQLite does not always wait `busy_timeout` for the PRAGMA, but does for a transaction.
      database.exec('BEGIN IMMEDIATE; COMMIT')
    }
  }
}
