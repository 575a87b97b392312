/** Which records could not be added, and why: asked before anything is written. */
import type { Awaitable } from '../../core/awaitable.js'
import type { NewUser, StoredUser, UserRecord } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import { isMisfitError } from './column-value.js'
import { filledUp } from './filled-up.js'
import type { SqlDatabase, SqlKey, Tuple } from './database.js'
import type { UserSelect } from './user-select.js'
import { rowWriter, userColumns } from './user-row.js'

/** Why one of several records cannot be added. */
export interface RecordObjection {
  /** Which of them, counted from 0. */
  readonly index: number
  /** A sentence without a value that may be a secret. */
  readonly reason: string
  /** Whose the user name or the id is: a user of the table, or an earlier one of the records. */
  readonly holder?: NewUser
}

/** One objection at most for each record, in their order. Changes nothing. */
export async function checkRecords(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  records: readonly UserRecord[],
): Promise<readonly RecordObjection[]> {
  const columns = await userColumns(database, table, select)
  const write = rowWriter(database.dialect, table, columns)
  const misfits = records.map((record) => whyNot(() => write(record)))
  const fitting = records.filter((_, i) => misfits[i] === undefined)
  const byName = await holders(
    fitting.map(({ username }) => username),
    {
      keyOf: (username) => [username],
      nameOf: (user) => user.username,
      among: (keys) => readAmong(database, select.amongNames, keys),
      one: (username) => database.tuples(select.byUsername, [username]),
      userOf: select.userOf,
    },
  )
  const byId = await holders(
    fitting.flatMap(({ id }) => (id === undefined ? [] : [id])),
    {
      keyOf: (id) => select.keyOf(id) ?? [],
      nameOf: (user) => user.id,
      among: (keys) => readAmong(database, select.amongKeys, keys),
      one: (id) => database.tuples(select.byId, select.keyOf(id) ?? []),
      userOf: select.userOf,
    },
  )

  return records.flatMap((record, index): RecordObjection[] => {
    const reason = misfits[index]
    if (reason !== undefined) return [{ index, reason }]
    const { id, username } = record
    const namesake = byName.get(username)
    if (namesake !== undefined)
      return [{ index, reason: 'the user name is taken', holder: namesake }]
    const keeper = id === undefined ? undefined : byId.get(id)
    if (keeper !== undefined) return [{ index, reason: `the id ${id} is taken`, holder: keeper }]
    byName.set(username, record)
    if (id !== undefined) byId.set(id, record)
    return []
  })
}

function whyNot(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (isMisfitError(error)) return error.message
    throw error
  }
}

interface LookUp<Name> {
  keyOf(name: Name): readonly SqlKey[]
  nameOf(user: StoredUser): unknown
  among(keys: readonly SqlKey[]): Promise<readonly Tuple[]>
  one(name: Name): Awaitable<readonly Tuple[]>
  userOf(row: Tuple): StoredUser | undefined
}

/** Who has which of these names, as the database compares them: a collation may take "Zoe" for "zoé". */
async function holders<Name>(
  names: readonly Name[],
  { keyOf, nameOf, among, one, userOf }: LookUp<Name>,
): Promise<Map<Name, NewUser>> {
  const users = (await among(names.flatMap(keyOf))).flatMap((row) => userOf(row) ?? [])
  const exactly = new Map(users.map((user) => [nameOf(user), user]))
  const found = new Map<Name, NewUser>()
  for (const name of names) {
    const user = exactly.get(name)
    if (user !== undefined) found.set(name, user)
  }
  // Somebody was found under another spelling: only the database knows under which.
  const wanted = new Set<unknown>(names)
  if (users.some((user) => !wanted.has(nameOf(user)))) {
    for (const name of names) {
      const user = found.has(name)
        ? undefined
        : (await one(name)).flatMap((row) => userOf(row) ?? [])[0]
      if (user !== undefined) found.set(name, user)
    }
  }
  return found
}

/** Values at a time; a power of two. */
const CHUNK = 1024

async function readAmong(
  database: SqlDatabase,
  sqlFor: (count: number) => string,
  keys: readonly SqlKey[],
): Promise<readonly Tuple[]> {
  const rows: Tuple[] = []
  for (let start = 0; start < keys.length; start += CHUNK) {
    const some = filledUp(keys.slice(start, start + CHUNK))
    rows.push(...(await database.tuples(sqlFor(some.length), some)))
  }
  return rows
}
