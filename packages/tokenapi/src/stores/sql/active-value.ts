/** Whether a user is active, by the value of a column that the application has chosen. */
import { ConfigError } from '../../core/errors.js'
import type { ActiveWhen, UserTable } from '../user-table.js'
import type { RecordValue } from '../../core/store.js'
import type { Column } from './table.js'
import { momentOf } from './moment.js'
import { isTrue } from './is-true.js'

/** Reads what stands in the column. NULL is neither true nor false. */
export function activeReader(when: ActiveWhen): (value: unknown) => boolean {
  switch (when) {
    case true:
      return isTrue
    case false:
      return (value) => value !== null && !isTrue(value)
    case null:
      return (value) => value === null
    default:
      return typeof when === 'number'
        ? (value) => value !== null && Number(value) === when
        : (value) => value === when
  }
}

/** What is written for a user who is, or is not, active. Throws `ConfigError` where that is not known. */
export function activeValue(
  { isActive: name, activeWhen: when }: UserTable,
  column: Column | undefined,
  isActive: boolean,
): RecordValue {
  if (typeof when === 'boolean') return isActive === when
  if (isActive) return when
  if (when === null && column?.kind === 'moment') return momentOf(new Date())
  throw new ConfigError(
    `\`users.isActive\` does not say which value of "${name}" stands for a user who is not active: make the change in the application`,
  )
}
