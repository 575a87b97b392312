import type { StoredUser, UserId } from '../../core/user.js'
import type { LookUpStatements } from './batched-lookups.js'
import type { UserSelect } from './user-select.js'

/** Look-ups of users by key. */
export function userLookups(select: UserSelect): LookUpStatements<UserId, StoredUser> {
  return {
    one: select.byId,
    among: select.amongKeys,
    valuesOf: select.keyOf,
    found: select.withId,
    allFound(rows) {
      const users = rows.flatMap((row) => select.userOf(row) ?? [])
      return new Map(users.map((user) => [String(user.id), user]))
    },
  }
}
