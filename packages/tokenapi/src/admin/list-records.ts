import type { UserRecord } from '../core/store.js'
import type { StoredUser } from '../core/user.js'
import { readValue } from '../stores/sql/read-value.js'
import type { AdminContext } from './context.js'
import { readRows } from './read-rows.js'
import { userColumns } from './user-columns.js'

/** All users with the further columns of their rows, in the order of their keys. */
export async function* listRecords(context: AdminContext): AsyncGenerator<StoredUser & UserRecord> {
  const { dialect, table, select } = context
  const mapped = new Set([table.id, table.username, table.password, table.isActive])
  const columns = await userColumns(context)
  const further = columns.filter(({ name }) => !mapped.has(name))
  const expressions = further.map((each) => dialect.asRecord(each, select.column(each.name)))
  for await (const row of readRows(context, expressions)) {
    const user = select.userOf(row)
    if (user === undefined) continue
    const values = further.map(
      ({ name, kind }, i) => [name, readValue(kind, row[`c${i}`])] as const,
    )
    yield { ...user, columns: Object.fromEntries(values) }
  }
}
