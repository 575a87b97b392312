import type { Inspection } from 'tokenapi/admin'

import type { Finding } from './finding.js'

/** Whether the database is one whose answers are up to date. */
export function checkServer({ version, isReadOnly }: Inspection): Finding {
  if (!isReadOnly) return { level: 'ok', check: 'database', what: `${version} answers` }
  return { level: 'warning', check: 'database', what: `${version} ${READ_ONLY}`, fix: USE_PRIMARY }
}

export const READ_ONLY =
  'takes no writes: it is a replica or set read-only. A replica lags: a token that was revoked in the primary is let in until the replica has the change, however long that takes'
export const USE_PRIMARY = 'use the URL of the primary in DATABASE_URL'
