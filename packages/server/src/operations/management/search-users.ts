import { type StoredUser, readUserId } from 'tokenapi'
import type { UserCursor, UserPage } from 'tokenapi/admin'

import type { Database } from '../../database.js'

export interface Search {
  readonly search: string
  readonly after: UserCursor | undefined
  readonly limit: number
}

/**
 * Users whose names begin so, and before them the user with this id. Names are compared as the column does it, so that
 * its index is used; where none begins as it was typed, other cases are tried.
 */
export async function searchUsers(
  { store, admin }: Database,
  { search, after, limit }: Search,
): Promise<UserPage> {
  const text = search.trim()
  if (text === '' || after !== undefined) return admin.users.page({ prefix: text, after, limit })
  const withId = await userWithId(store, text)
  for (const prefix of casesOf(text)) {
    const page = await admin.users.page({ prefix, limit })
    if (page.users.length === 0) continue
    return { ...page, users: withId === undefined ? page.users : [withId, ...page.users] }
  }
  return { users: withId === undefined ? [] : [withId], next: undefined }
}

async function userWithId(store: Database['store'], text: string): Promise<StoredUser | undefined> {
  const id = readUserId(text, store.idType)
  return id === undefined ? undefined : store.findById(id)
}

/** As typed, and as names are usually written: "new.p", "New.P", "New.p", "NEW.P". */
function casesOf(text: string): ReadonlySet<string> {
  const lower = text.toLowerCase()
  const titled = lower.replaceAll(/(?<![\p{L}\p{N}])\p{L}/gu, (letter) => letter.toUpperCase())
  const first = lower.charAt(0).toUpperCase() + lower.slice(1)
  return new Set([text, lower, titled, first, text.toUpperCase()])
}
