import type { UserId } from '../../../core/user.js'
import type { UserTable } from '../../user-table.js'
import type { SqlDatabase } from '../database.js'
import type { SqlExecutor } from '../executor.js'
import { userSelect } from '../user-select.js'

/** The stored hash of a user; `undefined` if there is no such user. */
export type ReadPassword = (transaction: SqlExecutor, id: UserId) => Promise<string | undefined>

/** Reads the hash in a transaction. It locks no row: a role that may not change users could not do that. */
export function storedPassword({ dialect }: SqlDatabase, table: UserTable): ReadPassword {
  const select = userSelect(table, dialect)
  return async (transaction, id) => {
    const key = select.keyOf(id)
    if (key === undefined) return undefined
    return select.withId(await transaction.first(select.byId, key), id)?.password
  }
}
