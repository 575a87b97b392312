import { type SqlAdmin, sqlAdmin } from '../../src/admin/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'

/** A store with the administration of its users, as `storeContract` tests it. */
export function withUsers(store: SqlStore): SqlStore & Pick<SqlAdmin, 'users'> {
  return { ...store, users: sqlAdmin(store).users }
}
