import type { Inspection } from 'tokenapi/admin'

import type { Config } from '../config/read-config.js'
import type { Finding } from './finding.js'
import { grantFix } from './grant-fix.js'
import { COUNTERS, type Kind, orNotVisible } from './statements.js'

/** The table of the counters that survive a restart. */
export function checkCounters(kind: Kind, inspection: Inspection, config: Config): Finding[] {
  const { writeCounters } = inspection.rights
  if (!config.COUNTERS || writeCounters === true) return []
  const check = 'counters'
  return writeCounters === undefined
    ? [
        {
          level: 'note',
          check,
          what: `there is no table "${COUNTERS}"${orNotVisible(kind)}: counters begin at zero with each start`,
          fix: 'run `tokenapi migrate`, or set COUNTERS=false',
        },
      ]
    : [
        {
          level: 'note',
          check,
          what: `our role may not write "${COUNTERS}": counters begin at zero with each start`,
          fix: grantFix(kind, inspection, 'writeCounters'),
        },
      ]
}
