/** Counts of failed logins in the database of the users; beside SQLite, in a file of their own. */
import { isConfigError, isUnavailableError } from 'tokenapi'
import { sqlLimiter } from 'tokenapi/admin'
import { sqliteStore } from 'tokenapi/sqlite'

import type { Database } from '../database.js'
import { causesOf } from '../request-notes.js'
import type { Checked, ThrottleStore } from './throttle-store.js'

/** Milliseconds that all requests wait while another process writes a count. */
const BUSY_MS = 50

export function sqlThrottleStore(database: Database): ThrottleStore {
  const { countsFile } = database
  // A write locks the whole file of SQLite, and waits for the disk: counts must not do that to logins.
  const store =
    countsFile === undefined
      ? database.store
      : sqliteStore(countsFile, { create: true, busyTimeout: BUSY_MS })
  const limiter = sqlLimiter(store, { ownDatabase: countsFile !== undefined })
  return {
    name: countsFile === undefined ? database.name : `the file ${countsFile}`,
    limiter,
    check: () => limiter.check().then(() => ({ ok: true }), checkedError),
    close: async () => {
      if (countsFile !== undefined) await store.close()
    },
  }
}

function checkedError(error: unknown): Checked {
  if (isConfigError(error)) return { ok: false, isLasting: true, message: error.message }
  if (isUnavailableError(error)) return { ok: false, isLasting: false, message: causesOf(error) }
  throw error
}
