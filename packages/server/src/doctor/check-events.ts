import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import type { Finding } from './finding.js'
import { grantFix } from './grant-fix.js'
import { EVENTS, type Kind, orNotVisible } from './statements.js'

/** The table of the audit trail, where events are recorded. */
export function checkEvents(kind: Kind, inspection: Inspection, config: Config): Finding[] {
  const { recordEvents } = inspection.rights
  const check = 'events'
  if (!config.AUDIT) return []
  if (recordEvents === true) {
    return [{ level: 'ok', check, what: `"${EVENTS}" exists: events are recorded` }]
  }
  return recordEvents === undefined
    ? [
        {
          level: 'warning',
          check,
          what: `there is no table "${EVENTS}"${orNotVisible(kind)}: no event is recorded`,
          fix: 'run `tokenapi migrate`',
        },
      ]
    : [
        {
          level: 'warning',
          check,
          what: `our role may not insert into "${EVENTS}": no event is recorded`,
          fix: grantFix(kind, inspection, 'recordEvents'),
        },
      ]
}
