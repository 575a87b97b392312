/** The two look-ups that everything rests on: one SELECT by primary key, one by name. */
import type { JsonValue } from '../../core/json-form.js'
import { readUserId } from '../../core/user-id.js'
import type { StoredUser, UserId, UserIdType } from '../../core/user.js'
import { type UserTable, spellingOf } from '../user-table.js'
import { activeReader } from './active-value.js'
import type { Row, SqlValue } from './executor.js'
import type { Dialect } from './dialect.js'
import type { Pages } from './pages.js'

/** A further column that is selected for handlers. */
export interface Attribute {
  readonly name: string
  /** The column as it is selected, for `read`. */
  select(expression: string): string
  /** Throws `TypeError` for what the column cannot have given. */
  read(selected: unknown): JsonValue
}

/** Statements of one mapped table, written once. */
export interface UserSelect {
  /** `schema.table`, quoted. */
  readonly from: string
  readonly byId: string
  readonly byUsername: string
  /** Reads no row; fails where the table or a column is missing. */
  readonly probe: string
  /** The rows from the beginning, and after a key, in the order of keys. */
  readonly pages: Pages
  /** The same with further expressions selected. */
  pagesWith(expressions: readonly string[]): Pages
  /** The users of any of so many names, or keys as `keyOf` gives them. */
  amongNames(count: number): string
  amongKeys(count: number): string
  /** A column as statements name it. */
  column(name: string): string
  /** `id = ?`, with marks from this place on. */
  whereId(place: number): string
  /** What is bound for a key; `undefined` for one that the column cannot hold, so nobody has it. */
  keyOf(id: UserId): readonly SqlValue[] | undefined
  /** The user in a row; `undefined` for a key that is none of its type. */
  userOf(row: Row): StoredUser | undefined
  /** The user with exactly this key: a collation may take "A" for "a". */
  withId(row: Row | undefined, id: UserId): StoredUser | undefined
  /** The user of exactly this name: a collation may take "Zoe" for "zoé", and for "Zoe ". */
  withName(rows: readonly Row[], username: string): StoredUser | undefined
}

/** The range of a whole number of 64 bits. */
export const INT8: readonly [bigint, bigint] = [-(2n ** 63n), 2n ** 63n - 1n]

/** Rows that are read at a time where all are. */
const BATCH = 1_000

export function userSelect(
  table: UserTable,
  dialect: Dialect,
  attributes: readonly Attribute[] = [],
): UserSelect {
  const { quote, mark } = dialect
  const schema = table.schema === undefined ? '' : `${quote(table.schema)}.`
  const from = schema + quote(table.table)
  // Qualified: SQLite takes an unknown name in double quotes for a text.
  const column = (name: string): string => `${quote(table.table)}.${quote(name)}`
  const active = table.isActive === null ? '1' : column(table.isActive)
  const key = (table.hasByteKey ? dialect.bytesAsHex : dialect.asText)(column(table.id))
  // With names of our own: drivers that give objects would lose one of two that are the same, and put
  // one such as "1" before the others.
  const added = attributes.map(({ name, select: as }, i) => `, ${as(column(name))} AS a${i}`)
  const columns = `${key} AS id, ${column(table.username)} AS username, ${column(table.password)} AS password, ${active} AS is_active${added.join('')}`
  const select = `SELECT ${columns} FROM ${from}`
  const idType = spellingOf(table.idType)
  const keyMark = (place: number): string =>
    table.hasByteKey ? dialect.uuidAsBytes(mark(place)) : dialect.keyMark(mark(place), idType)
  // A uuid stands with dashes or, as Django keeps it, without.
  const whereId = (place: number): string =>
    idType === 'uuid' && !table.hasByteKey
      ? `${column(table.id)} IN (${keyMark(place)}, ${keyMark(place + 1)})`
      : `${column(table.id)} = ${keyMark(place)}`
  const [least, most] = table.idType === 'integer' ? dialect.integers : INT8
  const readActive = activeReader(table.isActive === null ? true : table.activeWhen)
  const userOf = (row: Row): StoredUser | undefined => {
    const id = readKey(checked(row)['id'], idType)
    if (id === undefined) return undefined
    const user = {
      id,
      username: textOf(row['username']),
      password: textOf(row['password']),
      isActive: readActive(row['is_active']),
    }
    return attributes.length === 0 ? user : withAttributes(user, attributes, row)
  }
  const order = `ORDER BY ${column(table.id)} LIMIT ${BATCH}`
  const pagesWith = (expressions: readonly string[]): Pages => {
    const further = expressions.map((expression, i) => `${expression} AS c${i}`)
    const selected = `SELECT ${[columns, ...further].join(', ')} FROM ${from}`
    return {
      first: `${selected} ${order}`,
      after: `${selected} WHERE ${column(table.id)} > ${keyMark(1)} ${order}`,
    }
  }
  const list = (count: number, markAt: (place: number) => string): string =>
    Array.from({ length: count }, (_, i) => markAt(i + 1)).join(', ')

  return {
    from,
    byId: `${select} WHERE ${whereId(1)}`,
    byUsername: `${select} WHERE ${column(table.username)} = ${mark(1)}`,
    probe: `${select} WHERE 1 = 0`,
    pages: pagesWith([]),
    pagesWith,
    amongNames: (count) => `${select} WHERE ${column(table.username)} IN (${list(count, mark)})`,
    amongKeys: (count) => `${select} WHERE ${column(table.id)} IN (${list(count, keyMark)})`,
    column,
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
      // A uuid may have been given in either of its spellings.
      if (user === undefined || user.id === id || idType === 'uuid') return user
      if (idType === 'string') return undefined
      if (String(user.id) === String(id)) return user
      throw new TypeError('the database gave the row of another key')
    },
    withName: (rows, username) => {
      const row = rows.find((each) => textOf(checked(each)['username']) === username)
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

/** A row without what was selected is no answer to our question: nobody is unknown because of it. */
function checked(row: Row): Row {
  const isHere = row['id'] !== undefined && row['username'] !== undefined
  if (isHere && row['password'] !== undefined && row['is_active'] !== undefined) return row
  throw new TypeError('the database gave a row that is none of ours')
}

/** The key in a row. No text is made of a number that is exact: this is on the way of every request. */
function readKey(value: unknown, idType: UserIdType): UserId | undefined {
  if (idType === 'integer' && (typeof value === 'bigint' || typeof value === 'number')) {
    const number = Number(value)
    if (Number.isSafeInteger(number)) return number
  }
  return readUserId(String(value), idType)
}

/** NULL is no name and no hash. Bytes may be one that we cannot read, and are nobody's for that. */
function textOf(value: unknown): string {
  if (value === null) return ''
  if (typeof value === 'string') return value
  throw new TypeError('the database gave a name or a hash that is no text')
}
