import type { ChangeMark } from '../../core/auth-state/change-watch.js'
import type { SqliteDatabase } from './driver.js'
import { type PreparedStatement, prepareStatement } from './prepared-statement.js'

/** Changes of other connections, of this one, and of tables. */
const MARK =
  'SELECT data_version AS others, total_changes() AS own, schema_version AS tables FROM pragma_data_version, pragma_schema_version'

/** Both look at the main file: an attached one changes without a trace here. */
const IN_MAIN = 'SELECT 1 AS found FROM main.sqlite_schema WHERE name = ? COLLATE NOCASE'

/**
 * The mark of an open database. `undefined` while its connection is in a transaction, if the table of users is in an
 * attached file, and if SQLite cannot say.
 */
export function changeMark(open: () => SqliteDatabase, table: string): ChangeMark {
  let statement: PreparedStatement | undefined
  return () => {
    try {
      const database = open()
      if (database.isTransaction !== false && database.inTransaction !== false) return undefined
      if (statement === undefined) {
        if (prepareStatement(database, IN_MAIN).first([table]) === undefined) return undefined
        statement = prepareStatement(database, MARK)
      }
      const row = statement.first([])
      return row && `${row['others']} ${row['own']} ${row['tables']}`
    } catch {
      statement = undefined
      return undefined
    }
  }
}
