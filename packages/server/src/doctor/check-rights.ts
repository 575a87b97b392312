import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import { neverRewritesHashes } from './check-django.js'
import { hasAllColumns } from './check-table.js'
import type { Finding } from './finding.js'
import { grantFix } from './grant-fix.js'
import { type Kind, grantsFor, newRole } from './statements.js'

/** What our role may do: enough to run, and no more. */
export function checkRights(
  kind: Kind,
  inspection: Inspection,
  config: Config,
): readonly Finding[] {
  // Of a column that is missing there are no rights to speak of.
  const lacking = hasAllColumns(inspection) ? lackingRights(kind, inspection, config) : []
  const surplus = surplusRights(kind, inspection, config)
  const findings = surplus === undefined ? lacking : [...lacking, surplus]
  if (findings.length > 0) return findings
  const what =
    kind === 'sqlite'
      ? 'the file can be read and written: SQLite has no roles'
      : `the role ${inspection.role} has the rights that the server needs, and cannot create tables`
  return [{ level: 'ok', check: 'rights', what }]
}

function lackingRights(kind: Kind, inspection: Inspection, config: Config): Finding[] {
  const { readUsers, updatePasswords } = inspection.rights
  const findings: Finding[] = []
  if (!readUsers) {
    findings.push({
      level: 'problem',
      check: 'rights',
      what: `our role may not read "${inspection.table}": the server does not start`,
      fix: grantFix(kind, inspection, 'readUsers'),
    })
  }
  if (!updatePasswords && !neverRewritesHashes(config, inspection)) {
    findings.push({
      level: 'note',
      check: 'rights',
      what:
        kind === 'sqlite'
          ? `"${inspection.mapping.password}" cannot be written, because the file, its folder or the file system is read-only for this user, or because it is a view: a login does not change the stored hash`
          : `our role may not change "${inspection.mapping.password}", or it is computed: a login does not change the stored hash`,
      fix: grantFix(kind, inspection, 'updatePasswords'),
    })
  }
  return findings
}

function surplusRights(kind: Kind, inspection: Inspection, config: Config): Finding | undefined {
  const { createTables, everything, readKeptTokens, writeCounters } = inspection.rights
  if (kind === 'sqlite' || !(createTables || everything)) return undefined
  const { name, create } = newRole(kind)
  const grants = grantsFor(kind, inspection, name)
  const kept = readKeptTokens === undefined ? [] : [grants.keepTokens]
  return {
    level: 'warning',
    check: 'rights',
    what: `the role ${inspection.role} ${everything ? 'has all rights' : 'can create tables'}: more than the server needs`,
    fix: [
      'use it for `tokenapi migrate` only, and run the server with its own role:',
      create,
      grants.readUsers,
      grants.updatePasswords,
      ...kept,
      ...(config.ACCESS_TOKENS ? [grants.accessTokens] : []),
      ...(config.AUDIT ? [grants.recordEvents] : []),
      ...(config.COUNTERS && writeCounters !== undefined ? [grants.writeCounters] : []),
    ].join('\n'),
  }
}
