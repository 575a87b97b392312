import { ConfigError, UnavailableError } from '../../core/errors.js'
import { readUserId } from '../../core/user-id.js'
import {
  type NewUser,
  type User,
  type UserChanges,
  UserExistsError,
  type UserId,
} from '../../core/user.js'
import { type UserTable, canBeName, djangoColumns } from '../user-table.js'
import type { Connection, Row } from './connection.js'
import type { SqliteValue } from './driver.js'
import { isUniqueViolation } from './sqlite-error.js'

/** A user and its key as it stands in the column. */
interface Listed {
  readonly user: User
  readonly key: SqliteValue
}

/** What is asked of a table of users. Synchronous; throws what the driver throws. */
export interface UserQueries {
  byId(id: UserId): User | undefined
  byUsername(username: string): User | undefined
  /** Throws where the table or a column is missing. */
  probe(): void
  add(user: NewUser): User
  update(id: UserId, changes: UserChanges): boolean
  remove(id: UserId): boolean
  first(): Listed[]
  after(key: SqliteValue): Listed[]
}

const BATCH = 1_000

export function userQueries(connection: Connection, table: UserTable): UserQueries {
  const name = quote(table.table)
  const id = quote(table.id)
  const username = quote(table.username)
  const active = table.isActive === null ? '1' : quote(table.isActive)
  // Qualified: SQLite takes an unknown name in double quotes for a text.
  const column = (quoted: string): string => (quoted === '1' ? quoted : `${name}.${quoted}`)
  const columns = `${column(id)} AS id, ${column(username)} AS username, ${column(quote(table.password))} AS password, ${column(active)} AS is_active`
  const uuid = table.idType === 'uuid'
  const select = `SELECT ${columns} FROM ${name}`
  // A uuid stands with dashes or, as Django keeps it, without.
  const whereId = uuid ? `WHERE ${id} IN (?, ?)` : `WHERE ${id} = ?`
  const keysOf = (value: UserId): SqliteValue[] =>
    uuid ? [String(value), String(value).replaceAll('-', '')] : [value]

  const userOf = (row: Row): User | undefined => {
    const key = readUserId(String(row['id']), table.idType)
    if (key === undefined) return undefined
    return {
      id: key,
      username: String(row['username'] ?? ''),
      password: String(row['password'] ?? ''),
      isActive: Boolean(Number(row['is_active'])),
    }
  }
  const listed = (rows: readonly Row[]): Listed[] =>
    rows.flatMap((row) => {
      const user = userOf(row)
      return user === undefined ? [] : [{ user, key: row['id'] ?? null }]
    })
  const one = (rows: readonly Row[]): User | undefined => {
    const row = rows[0]
    return row === undefined ? undefined : userOf(row)
  }

  const byId = (value: UserId): User | undefined =>
    one(connection.all(`${select} ${whereId}`, ...keysOf(value)))
  // Compared once more: the column's collation may take "Zoe" for "zoe".
  const byUsername = (value: string): User | undefined =>
    canBeName(value)
      ? one(
          connection
            .all(`${select} WHERE ${username} = ?`, value)
            .filter((row) => row['username'] === value),
        )
      : undefined

  return {
    byId,
    byUsername,
    probe: () => void connection.all(`${select} LIMIT 1`),
    add(user) {
      if (!canBeName(user.username))
        throw new ConfigError('a user name must not be empty or hold NUL')
      if (byUsername(user.username) !== undefined) {
        throw new UserExistsError(`there is a user "${user.username}" already`)
      }
      const values = new Map<string, SqliteValue>()
      const present = columnsOf(connection, name)
      for (const [key, value] of djangoColumns(djangoNow())) {
        if (present.has(key)) values.set(key, value)
      }
      const given = uuid ? (user.id ?? crypto.randomUUID()) : user.id
      if (given !== undefined)
        values.set(table.id, uuid ? String(given).replaceAll('-', '') : given)
      values.set(table.username, user.username)
      values.set(table.password, user.password)
      if (table.isActive !== null) values.set(table.isActive, user.isActive === false ? 0 : 1)
      const names = [...values.keys()].map(quote).join(', ')
      const marks = [...values].map(() => '?').join(', ')
      try {
        connection.run(`INSERT INTO ${name} (${names}) VALUES (${marks})`, ...values.values())
      } catch (error) {
        if (!isUniqueViolation(error)) throw error
        throw new UserExistsError(`there is a user "${user.username}" or with its id already`)
      }
      const added = byUsername(user.username)
      if (added === undefined) throw new UnavailableError('the user was added and cannot be read')
      return added
    },
    update(value, changes) {
      const sets: string[] = []
      const values: SqliteValue[] = []
      if (changes.password !== undefined) {
        sets.push(`${quote(table.password)} = ?`)
        values.push(changes.password)
      }
      if (changes.isActive !== undefined) {
        if (table.isActive === null) {
          throw new ConfigError(
            'this table has no column for active users: `users.isActive` is null',
          )
        }
        sets.push(`${quote(table.isActive)} = ?`)
        values.push(changes.isActive ? 1 : 0)
      }
      if (sets.length === 0) return byId(value) !== undefined
      const sql = `UPDATE ${name} SET ${sets.join(', ')} ${whereId}`
      return connection.run(sql, ...values, ...keysOf(value)) > 0
    },
    remove: (value) => connection.run(`DELETE FROM ${name} ${whereId}`, ...keysOf(value)) > 0,
    first: () => listed(connection.all(`${select} ORDER BY ${column(id)} LIMIT ${BATCH}`)),
    after: (key) =>
      listed(
        connection.all(
          `${select} WHERE ${column(id)} > ? ORDER BY ${column(id)} LIMIT ${BATCH}`,
          key,
        ),
      ),
  }
}

/** Names of tables and columns as SQLite quotes them. */
function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function columnsOf(connection: Connection, quotedTable: string): ReadonlySet<string> {
  const rows = connection.all(`PRAGMA table_info(${quotedTable})`)
  return new Set(rows.map((row) => String(row['name'])))
}

/** Now, in UTC, as Django writes it into SQLite. */
function djangoNow(): string {
  return `${new Date().toISOString().slice(0, -1).replace('T', ' ')}000`
}
