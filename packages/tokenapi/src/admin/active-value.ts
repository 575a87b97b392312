import { ConfigError } from '../core/errors.js'
import type { RecordValue } from '../core/store.js'
import type { Column } from '../stores/sql/table.js'
import { timestampOf } from '../stores/sql/timestamp.js'
import type { UserTable } from '../stores/user-table.js'

/** The value to write for a user who is, or is not, active. Throws `ConfigError` if it is not known. */
export function activeValue(
  { isActive: name, activeWhen: when }: UserTable,
  column: Column | undefined,
  isActive: boolean,
): RecordValue {
  if (typeof when === 'boolean') return isActive === when
  if (isActive) return when
  if (when === null && column?.kind === 'timestamp') return timestampOf(new Date())
  throw new ConfigError(
    `\`users.isActive\` names the value of "${name}" for an active user, and none for an inactive one: make this change in your application`,
  )
}
