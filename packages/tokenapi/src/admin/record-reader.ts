import type { UserRecord } from '../core/store.js'
import type { StoredUser } from '../core/user.js'
import type { Row } from '../stores/sql/executor.js'
import { readValue } from '../stores/sql/read-value.js'
import type { AdminContext } from './context.js'
import { userColumns } from './user-columns.js'

/** Reads rows with all their columns. */
export interface RecordReader {
  /** To select beside the columns of a user, as `c0`, `c1` and so on. */
  readonly expressions: readonly string[]
  /** `undefined`: the key is not of the type `idType`. */
  recordOf(row: Row): (StoredUser & UserRecord) | undefined
}

export async function recordReader(context: AdminContext): Promise<RecordReader> {
  const { dialect, table, select } = context
  const mapped = new Set([table.id, table.username, table.password, table.isActive])
  const columns = await userColumns(context)
  const further = columns.filter(({ name }) => !mapped.has(name))
  return {
    expressions: further.map((each) => dialect.asRecord(each, select.column(each.name))),
    recordOf(row) {
      const user = select.userOf(row)
      if (user === undefined) return undefined
      const values = further.map(
        ({ name, kind }, i) => [name, readValue(kind, row[`c${i}`])] as const,
      )
      return { ...user, columns: Object.fromEntries(values) }
    },
  }
}
