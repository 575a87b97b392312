import type { UserRecord } from '../core/store.js'
import type { StoredUser } from '../core/user.js'
import type { AdminContext } from './context.js'
import { readRows } from './read-rows.js'
import { recordReader } from './record-reader.js'

/** All users with the further columns of their rows, in the order of their keys. */
export async function* listRecords(context: AdminContext): AsyncGenerator<StoredUser & UserRecord> {
  const { expressions, recordOf } = await recordReader(context)
  for await (const row of readRows(context, expressions)) {
    const record = recordOf(row)
    if (record !== undefined) yield record
  }
}
