/** Adds, changes, removes and lists single users. */
import { ConfigError, UnavailableError } from '../core/errors.js'
import type { NewUser, UserChanges } from '../core/store.js'
import { UserExistsError } from '../core/store/store-errors.js'
import type { StoredUser, UserId } from '../core/user.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { canBeName } from '../stores/user-table.js'
import { activeValue } from './active-value.js'
import type { AdminContext } from './context.js'
import { insertRows } from './insert-rows.js'
import { isInvalidValue } from './invalid-value.js'
import { readRows } from './read-rows.js'
import { referencedError } from './referenced.js'
import { withKeyOf } from './user-columns.js'
import { type UserRow, rowWriter } from './user-row.js'
import { writeValue } from './write-value.js'

/** Adds one user and returns it as stored. Rejects with `UserExistsError` if its name or id is taken. */
export async function addUser(context: AdminContext, user: NewUser): Promise<StoredUser> {
  const { database, dialect, table, select } = context
  if (!canBeName(user.username)) {
    throw new ConfigError('a user name must not be empty or contain NUL')
  }
  return database.transaction(async (transaction) => {
    const byName = async (): Promise<StoredUser | undefined> =>
      select.withName(await transaction.all(select.byUsername, [user.username]), user.username)
    const taken = new UserExistsError(`there is a user "${user.username}" or with its id already`)
    if ((await byName()) !== undefined) throw taken
    const columns = withKeyOf(table, await dialect.columnsOf(transaction, table))
    const row = rowOf(rowWriter(dialect, table, columns), user)
    try {
      await insertRows(context, transaction, columns, [row])
    } catch (error) {
      if (dialect.kindOfError(error) === 'duplicate') throw taken
      throw error
    }
    if (user.id !== undefined) await dialect.syncSequence?.(transaction, table)
    const added = await byName()
    if (added === undefined) throw new UnavailableError('the user was added and cannot be read')
    return added
  })
}

function rowOf(write: (user: NewUser) => UserRow, user: NewUser): UserRow {
  try {
    return write(user)
  } catch (error) {
    throw isInvalidValue(error) ? new ConfigError(error.message) : error
  }
}

/** Changes a user. Returns `false` if there is no such user. */
export async function updateUser(
  context: AdminContext,
  id: UserId,
  changes: UserChanges,
): Promise<boolean> {
  const { database, dialect, table, select } = context
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
    set(table.isActive, await activeFor(context, table.isActive, changes.isActive))
  }
  const exists = async (): Promise<boolean> => (await userWith(context, id, key)) !== undefined
  if (!(await exists())) return false
  if (sets.length === 0) return true
  const sql = `UPDATE ${select.from} SET ${sets.join(', ')} WHERE ${select.whereId(values.length + 1)}`
  // A driver may count only rows with new values.
  return (await database.run(sql, [...values, ...key])) > 0 || exists()
}

async function activeFor(
  { database, dialect, table }: AdminContext,
  name: string,
  isActive: boolean,
): Promise<SqlValue> {
  const columns = await dialect.columnsOf(database, table)
  const column = columns.find((each) => each.name === name)
  const value = activeValue(table, column, isActive)
  return column === undefined || value === null ? value : writeValue(column, value, dialect)
}

/**
 * Removes a user. Returns `false` if there is no such user. Rejects with `ConfigError` if rows of other tables
 * refer to the user, even if the database does not enforce the foreign key.
 */
export async function removeUser(context: AdminContext, id: UserId): Promise<boolean> {
  const { database, select } = context
  const key = select.keyOf(id)
  if (key === undefined) return false
  const user = await userWith(context, id, key)
  if (user === undefined) return false
  const referenced = await referencedError(context, user, key)
  if (referenced !== undefined) throw referenced
  return (await database.run(`DELETE FROM ${select.from} WHERE ${select.whereId(1)}`, key)) > 0
}

async function userWith(
  { database, select }: AdminContext,
  id: UserId,
  key: readonly SqlValue[],
): Promise<StoredUser | undefined> {
  return select.withId(await database.first(select.byId, key), id)
}

/** All users in the order of their keys. */
export async function* listUsers(context: AdminContext): AsyncGenerator<StoredUser> {
  for await (const row of readRows(context)) {
    const user = context.select.userOf(row)
    if (user !== undefined) yield user
  }
}
