import type { Inspection } from 'tokenapi/sqlite'

import type { Config } from '../config/read-config.js'
import { leavesHashes } from './check-django.js'
import { hasAllColumns } from './check-table.js'
import type { Finding } from './finding.js'
import { mayFix } from './may-fix.js'
import { type Kind, grantsFor, newRole } from './statements.js'

/** What our role may do: enough to run, and no more. */
export function checkRights(
  kind: Kind,
  inspection: Inspection,
  config: Config,
): readonly Finding[] {
  // Of a column that is missing there are no rights to speak of.
  const lacking = hasAllColumns(inspection) ? lackingRights(kind, inspection, config) : []
  const surplus = surplusRights(kind, inspection)
  const findings = surplus === undefined ? lacking : [...lacking, surplus]
  if (findings.length > 0) return findings
  const what =
    kind === 'sqlite'
      ? 'we may read and write the file: SQLite has no roles'
      : `the role ${inspection.role} may do what the server does, and makes no tables`
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
      fix: mayFix(kind, inspection, 'readUsers'),
    })
  }
  if (!updatePasswords && !leavesHashes(config, inspection)) {
    findings.push({
      level: 'note',
      check: 'rights',
      what:
        kind === 'sqlite'
          ? `"${inspection.mapping.password}" cannot be written, as the file, its folder or the file system is read-only for this user, or as it is a view: a login leaves the stored hash as it is`
          : `our role may not change "${inspection.mapping.password}", or it is computed: a login leaves the stored hash as it is`,
      fix: mayFix(kind, inspection, 'updatePasswords'),
    })
  }
  return findings
}

function surplusRights(kind: Kind, inspection: Inspection): Finding | undefined {
  const { createTables, everything, readKeptTokens } = inspection.rights
  if (kind === 'sqlite' || !(createTables || everything)) return undefined
  const { name, create } = newRole(kind)
  const grants = grantsFor(kind, inspection, name)
  const kept = readKeptTokens === undefined ? [] : [grants.keepTokens]
  return {
    level: 'warning',
    check: 'rights',
    what: `the role ${inspection.role} ${everything ? 'may do everything' : 'may create tables'}: more than the server needs`,
    fix: [
      'keep it for `tokenapi migrate`, and run the server with a role of its own:',
      create,
      grants.readUsers,
      grants.updatePasswords,
      ...kept,
    ].join('\n'),
  }
}
