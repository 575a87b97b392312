/** The two look-ups that everything rests on: one SELECT by primary key, one by name. */
import { readUserId } from '../../core/user-id.js'
import type { User, UserId } from '../../core/user.js'
import { type UserTable, spellingOf } from '../user-table.js'
import type { Row, SqlValue } from './database.js'
import type { Dialect } from './dialect.js'

/** Statements of one mapped table, written once. */
export interface UserSelect {
  /** `schema.table`, quoted. */
  readonly from: string
  readonly byId: string
  readonly byUsername: string
  /** Reads no row; fails where the table or a column is missing. */
  readonly probe: string
  /** The rows from the beginning, and after a key, in the order of keys. */
  readonly first: string
  readonly after: string
  /** `id = ?`, with marks from this place on. */
  whereId(place: number): string
  /** What is bound for a key; `undefined` for one that the column cannot hold, so nobody has it. */
  keyOf(id: UserId): readonly SqlValue[] | undefined
  /** The user in a row; `undefined` for a key that is none of its type. */
  userOf(row: Row): User | undefined
  /** The user with exactly this key: a collation may take "A" for "a". */
  withId(rows: readonly Row[], id: UserId): User | undefined
  /** The user of exactly this name: a collation may take "Zoe" for "zoé", and for "Zoe ". */
  withName(rows: readonly Row[], username: string): User | undefined
}

/** The range of a whole number of 64 bits. */
export const INT8: readonly [bigint, bigint] = [-(2n ** 63n), 2n ** 63n - 1n]

/** Rows that are read at a time where all are. */
export const BATCH = 1_000

export function userSelect(table: UserTable, dialect: Dialect): UserSelect {
  const { quote, mark } = dialect
  const schema = table.schema === undefined ? '' : `${quote(table.schema)}.`
  const from = schema + quote(table.table)
  // Qualified: SQLite takes an unknown name in double quotes for a text.
  const column = (name: string): string => `${quote(table.table)}.${quote(name)}`
  const active = table.isActive === null ? '1' : column(table.isActive)
  const columns = `${dialect.asText(column(table.id))} AS id, ${column(table.username)} AS username, ${column(table.password)} AS password, ${active} AS is_active`
  const select = `SELECT ${columns} FROM ${from}`
  const idType = spellingOf(table.idType)
  const keyMark = (place: number): string => dialect.keyMark(mark(place), idType)
  // A uuid stands with dashes or, as Django keeps it, without.
  const whereId = (place: number): string =>
    idType === 'uuid'
      ? `${column(table.id)} IN (${keyMark(place)}, ${keyMark(place + 1)})`
      : `${column(table.id)} = ${keyMark(place)}`
  const [least, most] = table.idType === 'integer' ? dialect.integers : INT8
  const userOf = (row: Row): User | undefined => {
    const id = readUserId(String(row['id']), idType)
    if (id === undefined) return undefined
    return {
      id,
      username: textOf(row['username']),
      password: textOf(row['password']),
      isActive: isTrue(row['is_active']),
    }
  }
  const order = `ORDER BY ${column(table.id)} LIMIT ${BATCH}`

  return {
    from,
    byId: `${select} WHERE ${whereId(1)}`,
    byUsername: `${select} WHERE ${column(table.username)} = ${mark(1)}`,
    probe: `${select} WHERE 1 = 0`,
    first: `${select} ${order}`,
    after: `${select} WHERE ${column(table.id)} > ${keyMark(1)} ${order}`,
    whereId,
    keyOf(id) {
      if (idType === 'uuid') return [String(id), String(id).replaceAll('-', '')]
      if (typeof id === 'string') return [id]
      if (id < least || id > most) return undefined
      return [dialect.bindsIntegers ? id : String(id)]
    },
    userOf,
    withId: (rows, id) => {
      const row = rows.find((each) => idType !== 'string' || each['id'] === id)
      return row === undefined ? undefined : userOf(row)
    },
    withName: (rows, username) => {
      const row = rows.find((each) => each['username'] === username)
      return row === undefined ? undefined : userOf(row)
    },
  }
}
/** NULL is no text, and no name or hash either. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** What databases and drivers give for a boolean: true, 1, 1n, "1", "t", or one byte of bits. */
function isTrue(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.some((byte) => byte !== 0)
  if (typeof value === 'string') return /^(?:t|true|[1-9][0-9]*)$/i.test(value)
  return Boolean(value)
}
