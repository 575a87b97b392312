import type { Inspection } from 'tokenapi/admin'

import type { Finding } from './finding.js'
import { type Kind, exactCollation } from './statements.js'

/** Whether the database takes one user name for another. We do not, whatever it says. */
export function checkCollation(kind: Kind, inspection: Inspection): readonly Finding[] {
  const column = inspection.columns.find(({ name }) => name === inspection.mapping.username)
  if (column === undefined) return []
  if (column.exact) {
    return [{ level: 'ok', check: 'collation', what: 'user names are compared exactly' }]
  }
  const by = column.collation ?? column.type
  const sql = exactCollation(kind, inspection, column)
  return [
    {
      level: 'warning',
      check: 'collation',
      what: `the database takes "Zoe" for "zoe" in "${column.name}" (${by}), and tokenapi tells them apart: two users whose names differ only so cannot both exist, and who logs in with another spelling than the stored one is refused here, while a Django on this database lets them in`,
      fix: `nothing, if people type their names as they are stored; to have it the same everywhere, ${
        sql === undefined
          ? `make the table anew with "${column.name}" COLLATE BINARY: SQLite cannot change a collation`
          : `change the column:\n${sql}`
      }`,
    },
  ]
}
