import { ConfigError } from '../core/errors.js'
import { isPlainText } from '../core/plain-text.js'
import type { UserIdType } from '../core/user.js'

/** Where an application keeps its users. What is left out is as in Django's own `auth_user`. */
export interface UserTableMapping {
  readonly table?: string
  readonly id?: string
  readonly username?: string
  readonly password?: string
  /** `null`: there is no such column, and every user is active. */
  readonly isActive?: string | null
  readonly idType?: UserIdType
}

export type UserTable = { readonly [K in keyof UserTableMapping]-?: UserTableMapping[K] }

/** Django's own table of users. */
export const DJANGO_USERS: UserTable = {
  table: 'auth_user',
  id: 'id',
  username: 'username',
  password: 'password',
  isActive: 'is_active',
  idType: 'integer',
}

const ID_TYPES: ReadonlySet<string> = new Set(['integer', 'uuid', 'string'])

/** The mapping with Django's names filled in. Throws `ConfigError` naming the option. */
export function readUserTable(mapping: UserTableMapping = {}): UserTable {
  const table = { ...DJANGO_USERS, ...mapping }
  for (const option of ['table', 'id', 'username', 'password', 'isActive'] as const) {
    const name = table[option]
    if (name === null && option === 'isActive') continue
    if (typeof name !== 'string' || name === '' || name.includes('\0')) {
      throw new ConfigError(
        `\`users.${option}\` must be the name of a ${option === 'table' ? 'table' : 'column'}`,
      )
    }
  }
  if (!ID_TYPES.has(table.idType)) {
    throw new ConfigError('`users.idType` must be "integer", "uuid" or "string"')
  }
  return table
}

/**
 * What Django's columns hold for a user made elsewhere; they have no defaults of their own. `now` is
 * in the database's own spelling.
 */
export function djangoColumns(now: string): ReadonlyMap<string, string | number> {
  return new Map<string, string | number>([
    ['is_superuser', 0],
    ['first_name', ''],
    ['last_name', ''],
    ['email', ''],
    ['is_staff', 0],
    ['date_joined', now],
  ])
}

/** Whether a database could hold this name at all; asked before any query. */
export function canBeName(username: string): boolean {
  return username !== '' && isPlainText(username)
}
