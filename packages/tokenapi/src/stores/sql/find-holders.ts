/** Who has which user names or ids, as the database compares them: a collation may take "Zoe" for "zoé". */
import type { StoredUser } from '../../core/user.js'
import type { NewUser } from '../../core/store.js'
import type { SqlDatabase } from './database.js'
import type { Row, SqlValue } from './executor.js'
import { filledUp } from './filled-up.js'

export interface LookUp<Name> {
  keyOf(name: Name): readonly SqlValue[]
  nameOf(user: StoredUser): unknown
  /** The statement for the users of so many keys. */
  among(count: number): string
  userOf(row: Row): StoredUser | undefined
}

export interface Holders<Name> {
  readonly found: Map<Name, NewUser>
  /** The names that the column cannot hold, as its character set lacks one of their characters. */
  readonly unfit: ReadonlySet<Name>
}

/** Names at a time; a power of two. */
const CHUNK = 1024

export async function findHolders<Name>(
  database: SqlDatabase,
  names: readonly Name[],
  { keyOf, nameOf, among, userOf }: LookUp<Name>,
): Promise<Holders<Name>> {
  const unfit = new Set<Name>()

  /** By halves where the database refuses the statement for one of the names. */
  const usersAmong = async (some: readonly Name[]): Promise<readonly StoredUser[]> => {
    const keys = filledUp(some.flatMap(keyOf))
    if (keys.length === 0) return []
    try {
      return (await database.all(among(keys.length), keys)).flatMap((row) => userOf(row) ?? [])
    } catch (error) {
      if (database.dialect.faultOf(error) !== 'value') throw error
      const [name] = some
      if (some.length === 1 && name !== undefined) {
        unfit.add(name)
        return []
      }
      const middle = Math.ceil(some.length / 2)
      return [
        ...(await usersAmong(some.slice(0, middle))),
        ...(await usersAmong(some.slice(middle))),
      ]
    }
  }

  const users: StoredUser[] = []
  for (let start = 0; start < names.length; start += CHUNK) {
    users.push(...(await usersAmong(names.slice(start, start + CHUNK))))
  }
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
      const [user] = found.has(name) || unfit.has(name) ? [] : await usersAmong([name])
      if (user !== undefined) found.set(name, user)
    }
  }
  return { found, unfit }
}
