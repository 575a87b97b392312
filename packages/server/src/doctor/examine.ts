import { isConfigError } from 'tokenapi'
import { createPasswordHasher } from 'tokenapi/password'
import type { Inspection } from 'tokenapi/admin'

import { passwordOptionsOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import { checkAccessTokens } from './check-access-tokens.js'
import { checkClock } from './check-clock.js'
import { checkCollation } from './check-collation.js'
import { checkCounters } from './check-counters.js'
import { checkDjango } from './check-django.js'
import { checkEvents } from './check-events.js'
import { checkHashes } from './check-hashes.js'
import { checkKeptTokens } from './check-kept-tokens.js'
import { checkRights } from './check-rights.js'
import { checkSecret } from './check-secret.js'
import { checkServer } from './check-server.js'
import { checkSettings } from './check-settings.js'
import { checkTable, hasAllColumns } from './check-table.js'
import { checkTimeZone } from './check-time-zone.js'
import type { Finding } from './finding.js'
import { type HashCounts, hashTally } from './hash-tally.js'
import { readUsers } from './read-users.js'

export interface Examination {
  readonly findings: readonly Finding[]
  /** Absent where the users could not be read. */
  readonly counts?: HashCounts
}

export interface ExamineOptions {
  /** In a table of more users the hashes are not looked at. Default: no limit. */
  readonly mostUsers?: number
}

/** Every check, in order. Changes nothing. Rejects with `UnavailableError`. */
export async function examine(
  database: Database,
  config: Config,
  { mostUsers = Infinity }: ExamineOptions = {},
): Promise<Examination> {
  const { kind, admin, secretFile } = database
  const settings = [
    ...checkSettings(process.env),
    ...checkSecret(config, secretFile),
    checkTimeZone(config, new Date()),
  ]
  const asked = new Date()
  const inspection = await inspected(database)
  if ('level' in inspection) return { findings: [...settings, inspection] }

  const answered = new Date()
  const findings = [
    ...settings,
    checkServer(inspection),
    checkClock(inspection.now, asked, answered),
    ...checkTable(kind, inspection, config),
    ...checkCollation(kind, inspection),
    checkKeptTokens(kind, inspection, config),
    ...checkAccessTokens(kind, inspection, config),
    ...checkEvents(kind, inspection, config),
    ...checkCounters(kind, inspection, config),
    ...checkRights(kind, inspection, config),
  ]
  const { rights, wantedIdType, columnProblems, userCount } = inspection
  if (
    !hasAllColumns(inspection) ||
    wantedIdType !== undefined ||
    columnProblems.length > 0 ||
    !rights.readUsers
  ) {
    return { findings: [...findings, notRead] }
  }
  if ((userCount ?? Infinity) > mostUsers) return { findings }
  const hasher = createPasswordHasher(passwordOptionsOf(config))
  const tally = hashTally((encoded) => hasher.mustUpdate(encoded, 'weaker'))
  await readUsers(admin.users, { doing: 'Reading hashes', total: userCount }, tally.add)
  const counts = tally.counts()
  const hashes = await checkHashes(counts, config, inspection)
  return { findings: [...findings, ...checkDjango(inspection, config, counts), ...hashes], counts }
}

const notRead: Finding = {
  level: 'note',
  check: 'hashes',
  what: 'the stored hashes were not looked at',
  fix: 'fix the problems above first',
}

/** The properties of the database, or why it cannot be used. */
async function inspected({ admin }: Database): Promise<Inspection | Finding> {
  try {
    return await admin.inspect()
  } catch (error) {
    if (!isConfigError(error)) throw error
    return {
      level: 'problem',
      check: 'database',
      what: 'the database cannot be used',
      fix: error.message,
    }
  }
}
