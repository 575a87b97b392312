/** Which users may administer: staff where the table of users has the columns, else those that a setting names. */
import { createHash } from 'node:crypto'

import type { StoredUser, UserId, UserRecord } from 'tokenapi'

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
  /** Whether a user with this name and these columns may administer, once it is active. A value that is unclear counts. */
  includes(user: Pick<UserRecord, 'username' | 'columns'>): boolean
}

const COLUMNS = ['is_staff', 'is_superuser'] as const
/** What a file may have in such a column for a user who is no administrator. */
const NO = /^(?:|f|false|n|no|off|0)$/i

export function administratorsOf(
  { ADMIN_USERS: named = [] }: Pick<Config, 'ADMIN_USERS'>,
  { admin }: Pick<Database, 'admin'>,
): Administrators {
  return {
    includes: ({ username, columns = {} }) =>
      named.includes(username) || COLUMNS.some((name) => !NO.test(String(columns[name] ?? ''))),
    async find(id) {
      const user = await admin.records.get(id)
      if (user === undefined || !user.isActive) return undefined
      const { columns = {} } = user
      const isStaff = COLUMNS.some((name) => columns[name] === true)
      if (!isStaff && !named.includes(user.username)) return undefined
      return { user, passwordDigest: createHash('sha256').update(user.password).digest('base64') }
    },
  }
}
