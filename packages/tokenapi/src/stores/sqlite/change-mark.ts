import type { ChangeMark } from '../../core/auth-state/change-watch.js'
import type { SqliteDatabase } from './driver.js'
import { type PreparedStatement, prepareStatement } from './prepared-statement.js'

/** Changes of other connections, of this one, and of tables. */
const MARK =
  'SELECT data_version AS others, total_changes() AS own, schema_version AS tables FROM pragma_data_version, pragma_schema_version'

/** The mark of an open database. `undefined` while its connection is in a transaction, and if SQLite cannot say. */
export function changeMark(open: () => SqliteDatabase): ChangeMark {
  let statement: PreparedStatement | undefined
  return () => {
    try {
      const database = open()
      if (database.isTransaction !== false && database.inTransaction !== false) return undefined
      statement ??= prepareStatement(database, MARK)
      const row = statement.first([])
      return row && `${row['others']} ${row['own']} ${row['tables']}`
    } catch {
      statement = undefined
      return undefined
    }
  }
}
