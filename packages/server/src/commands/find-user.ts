import { type StoredUser, readUserId } from 'tokenapi'

import { SettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { printable } from '../table.js'

/** The user that an argument names. Throws `SettingError` if no such user exists. */
export async function findUser(
  { store }: Database,
  text: string,
  byId: boolean,
): Promise<StoredUser> {
  await store.ping()
  const id = byId ? readUserId(text, store.idType) : undefined
  const user = byId
    ? id === undefined
      ? undefined
      : await store.findById(id)
    : await store.findByUsername(text)
  if (user !== undefined) return user
  throw new SettingError(`there is no user with the ${byId ? 'id' : 'name'} "${printable(text)}"`)
}
