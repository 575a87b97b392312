/** The statements for a table of users, and the reading of its rows. */
import type { JsonValue } from '../../core/runtime/json-form.js'
import { readUserId } from '../../core/user-id.js'
import type { StoredUser, UserId, UserIdType } from '../../core/user.js'
import { type UserTable, userIdTypeOf } from '../user-table.js'
import { activeReader } from './active-reader.js'
import type { Dialect } from './dialect.js'
import type { SqlValue, Row } from './executor.js'
import { INT8 } from './table.js'

/** A further column that is selected for handlers. */
export interface Attribute {
  readonly name: string
  /** The expression to select. */
  select(expression: string): string
  /** Throws `TypeError` for a value that the column cannot contain. */
  read(selected: unknown): JsonValue
}

export interface UserSelect {
  /** `schema.table`, quoted. */
  readonly from: string
  /** The columns of a user: id, username, password, is_active. */
  readonly columns: string
  readonly byId: string
  readonly byUsername: string
  /** Reads no row; fails if the table or a column is missing. */
  readonly probe: string
  /** Selects the users with any of this many keys. */
  amongKeys(count: number): string
  /** A qualified column. */
  column(name: string): string
  /** A parameter for a key. */
  keyMark(place: number): string
  /** `id = ?`, with parameters from this place on. */
  whereId(place: number): string
  /** The values to bind for a key; `undefined` for a key that the column cannot contain. */
  keyOf(id: UserId): readonly SqlValue[] | undefined
  /** The user in a row; `undefined` if its key is not of the type `idType`. */
  userOf(row: Row): StoredUser | undefined
  /** The user with exactly this key: a collation may treat "A" and "a" as equal. */
  withId(row: Row | undefined, id: UserId): StoredUser | undefined
  /** The user with exactly this name: a collation may treat "Zoe", "zoé" and "Zoe " as equal. */
  withName(rows: readonly Row[], username: string): StoredUser | undefined
}

/** Prepares the statements for a table. */
export function userSelect(
  table: UserTable,
  dialect: Dialect,
  attributes: readonly Attribute[] = [],
): UserSelect {
  const { quote, mark } = dialect
  const schema = table.schema === undefined ? '' : `${quote(table.schema)}.`
  const from = schema + quote(table.table)
  // Qualified: SQLite reads an unknown name in double quotes as a string.
  const column = (name: string): string => `${quote(table.table)}.${quote(name)}`
  const active = table.isActive === null ? '1' : column(table.isActive)
  const key = (table.hasByteKey ? dialect.bytesAsHex : dialect.asText)(column(table.id))
  // Aliases: a driver that returns objects loses one of two columns with the same name, and moves a
  // column named "1" to the front.
  const added = attributes.map(({ name, select: as }, i) => `, ${as(column(name))} AS a${i}`)
  const columns = `${key} AS id, ${column(table.username)} AS username, ${column(table.password)} AS password, ${active} AS is_active${added.join('')}`
  const select = `SELECT ${columns} FROM ${from}`
  const idType = userIdTypeOf(table.idType)
  const keyMark = (place: number): string =>
    table.hasByteKey ? dialect.uuidAsBytes(mark(place)) : dialect.keyMark(mark(place), idType)
  // A uuid is stored with dashes or, in Django's char(32), without.
  const whereId = (place: number): string =>
    idType === 'uuid' && !table.hasByteKey
      ? `${column(table.id)} IN (${keyMark(place)}, ${keyMark(place + 1)})`
      : `${column(table.id)} = ${keyMark(place)}`
  const [least, most] = table.idType === 'integer' ? dialect.integers : INT8
  const readActive = activeReader(table.isActive === null ? true : table.activeWhen)
  const userOf = (row: Row): StoredUser | undefined => {
    // Each column is read once: a row of `node:sqlite` is slow to read.
    const { id: selectedKey, username, password, is_active: isActive } = row
    if (selectedKey === undefined || isActive === undefined) throw incomplete()
    const id = readKey(selectedKey, idType)
    if (id === undefined) return undefined
    const user = {
      id,
      username: readTextColumn(username),
      password: readTextColumn(password),
      isActive: readActive(isActive),
    }
    return attributes.length === 0 ? user : withAttributes(user, attributes, row)
  }

  return {
    from,
    columns,
    byId: `${select} WHERE ${whereId(1)}`,
    byUsername: `${select} WHERE ${column(table.username)} = ${mark(1)}`,
    probe: `${select} WHERE 1 = 0`,
    amongKeys(count) {
      const marks = Array.from({ length: count }, (_, i) => keyMark(i + 1))
      return `${select} WHERE ${column(table.id)} IN (${marks.join(', ')})`
    },
    column,
    keyMark,
    whereId,
    keyOf(id) {
      if (table.hasByteKey) return [String(id)]
      if (idType === 'uuid') return [String(id), String(id).replaceAll('-', '')]
      if (typeof id === 'string') return [id]
      if (id < least || id > most) return undefined
      return [dialect.bindsIntegers ? id : String(id)]
    },
    userOf,
    withId: (row, id) => {
      const user = row === undefined ? undefined : userOf(row)
      // Another number or uuid is a mistake of the driver: `checkedStore` reports it.
      return idType === 'string' && user?.id !== id ? undefined : user
    },
    withName: (rows, username) => {
      const row = rows.find((each) => readTextColumn(each['username']) === username)
      return row === undefined ? undefined : userOf(row)
    },
  }
}

function withAttributes(user: StoredUser, attributes: readonly Attribute[], row: Row): StoredUser {
  const values: Record<string, JsonValue> = {}
  for (const [i, { name, read }] of attributes.entries()) {
    values[name] = read(row[`a${i}`])
  }
  return { ...values, ...user }
}

/** A row without a selected column must not look like an unknown user. */
function incomplete(): TypeError {
  return new TypeError('the database returned a row without the selected columns')
}

/** The key in a row. An exact number needs no conversion to text, which every request would pay for. */
function readKey(value: unknown, idType: UserIdType): UserId | undefined {
  if (idType === 'integer' && (typeof value === 'bigint' || typeof value === 'number')) {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
  }
  return readUserId(String(value), idType)
}

/** NULL reads as empty. Bytes could be a name or a hash that we cannot read, so they are an error. */
function readTextColumn(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  if (value === undefined) throw incomplete()
  throw new TypeError('the database returned a name or a hash that is not text')
}
