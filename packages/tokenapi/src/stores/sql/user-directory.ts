/** Administration of users: what the command line is built on. Never on a request's way. */
import { ConfigError, UnavailableError } from '../../core/errors.js'
import type { StoredUser, UserId } from '../../core/user.js'
import type { NewUser, UserChanges } from '../../core/store.js'
import { UserExistsError } from '../../core/store-errors.js'
import { type UserTable, canBeName } from '../user-table.js'
import { activeValue } from './active-value.js'
import { isMisfitError, writeValue } from './column-value.js'
import type { SqlDatabase } from './database.js'
import type { SqlExecutor, SqlValue } from './executor.js'
import { insertRows } from './insert-rows.js'
import { readPages } from './pages.js'
import { referencedError } from './referenced.js'
import { type UserRow, rowWriter, withKeyOf } from './user-row.js'
import type { UserSelect } from './user-select.js'

/** Adds one user and gives it as stored. Rejects with `UserExistsError`, and adds nothing. */
export function addUser(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  user: NewUser,
): Promise<StoredUser> {
  if (!canBeName(user.username)) {
    throw new ConfigError('a user name must not be empty or hold NUL')
  }
  return database.transaction(async (transaction) => {
    const { dialect } = database
    const byName = async (): Promise<StoredUser | undefined> =>
      select.withName(await transaction.all(select.byUsername, [user.username]), user.username)
    const taken = new UserExistsError(`there is a user "${user.username}" or with its id already`)
    if ((await byName()) !== undefined) throw taken
    const columns = withKeyOf(table, await dialect.columnsOf(transaction, table))
    const row = rowOf(rowWriter(dialect, table, columns), user)
    try {
      await insertRows(transaction, dialect, select.from, columns, [row])
    } catch (error) {
      if (dialect.faultOf(error) === 'duplicate') throw taken
      throw error
    }
    if (user.id !== undefined) await dialect.syncSequence(transaction, table)
    const added = await byName()
    if (added === undefined) throw new UnavailableError('the user was added and cannot be read')
    return added
  })
}

function rowOf(write: (user: NewUser) => UserRow, user: NewUser): UserRow {
  try {
    return write(user)
  } catch (error) {
    throw isMisfitError(error) ? new ConfigError(error.message) : error
  }
}

/** Whether there was such a user to change. */
export async function updateUser(
  { dialect, ...database }: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  id: UserId,
  changes: UserChanges,
): Promise<boolean> {
  const key = select.keyOf(id)
  if (key === undefined) return false
  const values: SqlValue[] = []
  const sets: string[] = []
  const set = (column: string, value: SqlValue): void => {
    values.push(value)
    sets.push(`${dialect.quote(column)} = ${dialect.mark(values.length)}`)
  }
  if (changes.password !== undefined) set(table.password, changes.password)
  if (changes.isActive !== undefined) {
    if (table.isActive === null) {
      throw new ConfigError('this table has no column for active users: `users.isActive` is null')
    }
    const columns = await dialect.columnsOf(database, table)
    const column = columns.find(({ name }) => name === table.isActive)
    const value = activeValue(table, column, changes.isActive)
    set(
      table.isActive,
      column === undefined || value === null ? value : writeValue(column, value, dialect),
    )
  }
  const exists = async (): Promise<boolean> =>
    select.withId(await database.first(select.byId, key), id) !== undefined
  if (!(await exists())) return false
  if (sets.length === 0) return true
  const sql = `UPDATE ${select.from} SET ${sets.join(', ')} WHERE ${select.whereId(values.length + 1)}`
  // A driver may count only rows whose values are other than before.
  return (await database.run(sql, [...values, ...key])) > 0 || exists()
}

/**
 * Whether there was such a user to remove. Rejects with `ConfigError` naming the tables whose rows point to
 * it, also where the database does not enforce its foreign keys.
 */
export async function removeUser(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  id: UserId,
): Promise<boolean> {
  const key = select.keyOf(id)
  if (key === undefined) return false
  const user = select.withId(await database.first(select.byId, key), id)
  if (user === undefined) return false
  const referenced = await referencedError(database, table, select, user, key)
  if (referenced !== undefined) throw referenced
  return (await database.run(`DELETE FROM ${select.from} WHERE ${select.whereId(1)}`, key)) > 0
}

/** All users in the order of their keys, a batch at a time. */
export async function* listUsers(
  database: SqlExecutor,
  select: UserSelect,
): AsyncGenerator<StoredUser> {
  for await (const row of readPages(database.all, select.pages)) {
    const user = select.userOf(row)
    if (user !== undefined) yield user
  }
}
