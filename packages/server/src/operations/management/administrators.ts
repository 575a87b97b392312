/** Which users may administer: staff where the table of users has the columns, else those that a setting names. */
import { createHash } from 'node:crypto'

import type { StoredUser, UserId } from 'tokenapi'

import type { Config } from '../../config/read-config.js'
import type { Database } from '../../database.js'

export interface Administrator {
  readonly user: Pick<StoredUser, 'id' | 'username'>
  /** Differs after each new password. */
  readonly passwordDigest: string
}

export interface Administrators {
  /** The active user with this id who may administer now. Reads the row of the user. */
  find(id: UserId): Promise<Administrator | undefined>
}

export function administratorsOf(
  { ADMIN_USERS: named = [] }: Pick<Config, 'ADMIN_USERS'>,
  { admin }: Pick<Database, 'admin'>,
): Administrators {
  return {
    async find(id) {
      const user = await admin.records.get(id)
      if (user === undefined || !user.isActive) return undefined
      const { is_staff: staff, is_superuser: superuser } = user.columns ?? {}
      if (staff !== true && superuser !== true && !named.includes(user.username)) return undefined
      return { user, passwordDigest: createHash('sha256').update(user.password).digest('base64') }
    },
  }
}
