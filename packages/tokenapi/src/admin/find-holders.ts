/** Which user names or ids are taken in the collation of their column: it may treat "Zoe" as equal to "zoé". */
import type { NewUser } from '../core/store.js'
import type { StoredUser } from '../core/user.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { padToPowerOfTwo } from '../stores/sql/pad-to-power-of-two.js'
import type { AdminContext } from './context.js'

/** A column of names: user names or ids. */
export interface NameColumn<Name> {
  keyOf(name: Name): readonly SqlValue[]
  nameIn(user: StoredUser): unknown
  /** Selects the users with any of this many keys. */
  among(count: number): string
}

export interface Holders<Name> {
  readonly found: Map<Name, NewUser>
  /** Names with a character that the encoding of the database lacks. */
  readonly unencodable: ReadonlySet<Name>
}

/** Names in one statement; a power of two. */
const CHUNK = 1024

export async function findHolders<Name>(
  { database, dialect, select }: AdminContext,
  names: readonly Name[],
  { keyOf, nameIn, among }: NameColumn<Name>,
): Promise<Holders<Name>> {
  const unencodable = new Set<Name>()

  /** Bisects the names if the database refuses the statement because of one of them. */
  const usersAmong = async (some: readonly Name[]): Promise<readonly StoredUser[]> => {
    const keys = padToPowerOfTwo(some.flatMap(keyOf))
    if (keys.length === 0) return []
    try {
      const rows = await database.all(among(keys.length), keys)
      return rows.flatMap((row) => select.userOf(row) ?? [])
    } catch (error) {
      if (dialect.kindOfError(error) !== 'value') throw error
      const [name] = some
      if (some.length === 1 && name !== undefined) {
        unencodable.add(name)
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
  const exactly = new Map(users.map((user) => [nameIn(user), user]))
  const found = new Map<Name, NewUser>()
  for (const name of names) {
    const user = exactly.get(name)
    if (user !== undefined) found.set(name, user)
  }
  // The collation matched a different spelling. Only a query per name shows which name it belongs to.
  const wanted = new Set<unknown>(names)
  if (users.some((user) => !wanted.has(nameIn(user)))) {
    for (const name of names) {
      const [user] = found.has(name) || unencodable.has(name) ? [] : await usersAmong([name])
      if (user !== undefined) found.set(name, user)
    }
  }
  return { found, unencodable }
}
