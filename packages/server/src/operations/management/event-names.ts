import { type StoredUser, readUserId } from 'tokenapi'
import type { ChainedEntry } from 'tokenapi/audit'

import type { Database } from '../../database.js'

/** Entries that have a user id alone get the name that this user has today. */
export async function withNames(
  entries: readonly ChainedEntry[],
  { store }: Database,
): Promise<readonly ChainedEntry[]> {
  const ids = new Set(
    entries.flatMap(({ userId, username }) =>
      userId === undefined || username !== undefined ? [] : [userId],
    ),
  )
  // One SELECT: look-ups of one turn are batched.
  const found = await Promise.all([...ids].map(async (id) => [id, await find(id)] as const))
  const names = new Map(found.map(([id, user]) => [id, user?.username]))
  return entries.map((entry) =>
    entry.username === undefined && entry.userId !== undefined
      ? { ...entry, username: names.get(entry.userId) }
      : entry,
  )

  async function find(text: string): Promise<StoredUser | undefined> {
    const id = readUserId(text, store.idType)
    return id === undefined ? undefined : store.findById(id)
  }
}
