import type { RecordValue, UserRecord } from '../core/store.js'
import type { UserId } from '../core/user.js'
import type { SqlValue } from '../stores/sql/executor.js'
import type { Column } from '../stores/sql/table.js'
import { timestampOf } from '../stores/sql/timestamp.js'
import { DATE_JOINED, DJANGO_DEFAULTS, type UserTable, canBeName } from '../stores/user-table.js'
import { activeValue } from './active-value.js'
import type { AdminDialect } from './dialects/dialect.js'
import { InvalidValue } from './invalid-value.js'
import { writeValue } from './write-value.js'

/** The values to bind, by column. The database fills in the other columns. */
export type UserRow = ReadonlyMap<string, SqlValue>

/** Converts records to rows of this table. Throws `InvalidValue` for a record that does not fit. */
export function rowWriter(
  dialect: AdminDialect,
  table: UserTable,
  columns: readonly Column[],
): (record: UserRecord) => UserRow {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const presets = presetsOf(columns, dialect)
  const key = byName.get(table.id)
  const mapped = new Set([table.id, table.username, table.password, table.isActive])

  const put = (row: Map<string, SqlValue>, name: string, value: RecordValue | bigint): void => {
    const column = byName.get(name)
    if (column === undefined) throw new InvalidValue(`the table has no column "${name}"`)
    if (value !== null) row.set(name, writeValue(column, value, dialect))
    else if (column.nullable) row.set(name, null)
    else if (column.kind === 'text' && !row.has(name)) row.set(name, '')
    else if (!row.has(name) && !column.hasDefault) {
      throw new InvalidValue(`"${name}" must not be empty`)
    }
  }

  return (record) => {
    const { username, password, isActive = true } = record
    if (!canBeName(username)) throw new InvalidValue('a user name must not be empty or hold NUL')
    const row = new Map(presets)
    for (const [name, value] of Object.entries(record.columns ?? {})) {
      if (!mapped.has(name)) put(row, name, value)
    }
    const id = record.id ?? newId(table, key)
    if (dialect.zeroIsNext && Number(id) === 0 && key?.hasDefault === true) {
      throw new InvalidValue(`"${table.id}" must not be 0: the database would give another`)
    }
    if (id !== undefined) put(row, table.id, id)
    put(row, table.username, username)
    put(row, table.password, password)
    if (table.isActive !== null) {
      put(row, table.isActive, activeValue(table, byName.get(table.isActive), isActive))
    } else if (!isActive) {
      throw new InvalidValue(
        'this table has no column for users who are not active: `users.isActive` is null',
      )
    }
    return row
  }
}

/** Django sets these in Python, so its columns have no defaults. */
function presetsOf(columns: readonly Column[], dialect: AdminDialect): UserRow {
  const presets = new Map<string, SqlValue>()
  for (const column of columns) {
    const preset =
      column.name === DATE_JOINED ? timestampOf(new Date()) : DJANGO_DEFAULTS.get(column.name)
    if (preset !== undefined && !column.hasDefault) {
      presets.set(column.name, writeValue(column, preset, dialect))
    }
  }
  return presets
}

/** Django's columns of uuids have no default. */
function newId({ idType }: UserTable, key: Column | undefined): UserId | undefined {
  return idType === 'uuid' && key?.hasDefault !== true ? crypto.randomUUID() : undefined
}
