/** What is written for a new user: its own values, and what Django's columns hold for one made elsewhere. */
import type { UserId } from '../../core/user.js'
import type { RecordValue, UserRecord } from '../../core/store.js'
import { DATE_JOINED, DJANGO_DEFAULTS, type UserTable, canBeName } from '../user-table.js'
import { activeValue } from './active-value.js'
import { MisfitError, writeValue } from './column-value.js'
import type { SqlDatabase } from './database.js'
import type { SqlValue } from './executor.js'
import type { Dialect } from './dialect.js'
import { momentOf } from './moment.js'
import type { Column } from './table.js'
import type { UserSelect } from './user-select.js'

/** What is bound, by the names of columns. A column that is not in it is left to the database. */
export type UserRow = ReadonlyMap<string, SqlValue>

/** The table's columns. Rejects with what the driver says where there is no such table. */
export async function userColumns(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): Promise<readonly Column[]> {
  const columns = await database.dialect.columnsOf(database, table)
  if (columns.length === 0) await database.all(select.probe)
  return withKeyOf(table, columns)
}

/** A key of bytes is written as a uuid. */
export function withKeyOf(table: UserTable, columns: readonly Column[]): readonly Column[] {
  if (!table.hasByteKey) return columns
  return columns.map((column): Column =>
    column.name === table.id ? { ...column, kind: 'uuid', isByteKey: true } : column,
  )
}

/** Turns records into rows of this table. Throws `MisfitError` for one that does not fit. */
export function rowWriter(
  dialect: Dialect,
  table: UserTable,
  columns: readonly Column[],
): (record: UserRecord) => UserRow {
  const byName = new Map(columns.map((column) => [column.name, column]))
  const presets = presetsOf(columns, dialect)
  const key = byName.get(table.id)
  const mapped = new Set([table.id, table.username, table.password, table.isActive])

  const put = (row: Map<string, SqlValue>, name: string, value: RecordValue | bigint): void => {
    const column = byName.get(name)
    if (column === undefined) throw new MisfitError(`the table has no column "${name}"`)
    if (value !== null) row.set(name, writeValue(column, value, dialect))
    else if (column.nullable) row.set(name, null)
    else if (column.kind === 'text' && !row.has(name)) row.set(name, '')
    else if (!row.has(name) && !column.hasDefault) {
      throw new MisfitError(`"${name}" must not be empty`)
    }
  }

  return (record) => {
    const { username, password, isActive = true } = record
    if (!canBeName(username)) throw new MisfitError('a user name must not be empty or hold NUL')
    const row = new Map(presets)
    for (const [name, value] of Object.entries(record.columns ?? {})) {
      if (!mapped.has(name)) put(row, name, value)
    }
    const id = record.id ?? newId(table, key)
    if (dialect.zeroIsNext && Number(id) === 0 && key?.hasDefault === true) {
      throw new MisfitError(`"${table.id}" must not be 0: the database would give another`)
    }
    if (id !== undefined) put(row, table.id, id)
    put(row, table.username, username)
    put(row, table.password, password)
    if (table.isActive !== null) {
      put(row, table.isActive, activeValue(table, byName.get(table.isActive), isActive))
    } else if (!isActive) {
      throw new MisfitError(
        'this table has no column for users who are not active: `users.isActive` is null',
      )
    }
    return row
  }
}

/** Django's columns have no defaults of their own. */
function presetsOf(columns: readonly Column[], dialect: Dialect): UserRow {
  const presets = new Map<string, SqlValue>()
  for (const column of columns) {
    const preset =
      column.name === DATE_JOINED ? momentOf(new Date()) : DJANGO_DEFAULTS.get(column.name)
    if (preset !== undefined && !column.hasDefault) {
      presets.set(column.name, writeValue(column, preset, dialect))
    }
  }
  return presets
}

/** A uuid that nobody gives is made here: Django's columns have no default for it. */
function newId({ idType }: UserTable, key: Column | undefined): UserId | undefined {
  return idType === 'uuid' && key?.hasDefault !== true ? crypto.randomUUID() : undefined
}
