import type { UserRecord } from '../core/store.js'
import type { StoredUser, UserId } from '../core/user.js'
import type { AdminContext } from './context.js'
import { selectedRecord } from './read-rows.js'
import { recordReader } from './record-reader.js'

/** A user with the further columns of its row; `undefined` if no user has this id. */
export async function getRecord(
  context: AdminContext,
  id: UserId,
): Promise<(StoredUser & UserRecord) | undefined> {
  const { database, select } = context
  const key = select.keyOf(id)
  if (key === undefined) return undefined
  const { expressions, recordOf } = await recordReader(context)
  const row = await database.first(
    `${selectedRecord(context, expressions)} WHERE ${select.whereId(1)}`,
    key,
  )
  // A collation may treat "A" and "a" as equal.
  return row === undefined || select.withId(row, id) === undefined ? undefined : recordOf(row)
}
