import { ConfigError } from '../core/errors.js'
import { isPlainText } from '../core/plain-text.js'
import type { UserIdType } from '../core/user.js'

/** Where an application keeps its users. What is left out is as in Django's own `auth_user`. */
export interface UserTableMapping {
  /** Where the connection looks first, unless named here; always quoted, as every name. */
  readonly schema?: string
  readonly table?: string
  readonly id?: string
  /** The column of the login name; of the e-mail address where people log in by that. */
  readonly username?: string
  readonly password?: string
  /** `null`: there is no such column, and every user is active. */
  readonly isActive?: string | null
  /**
   * `integer`: 32 bits, 64 in SQLite. `uuid`: a column of that type, or text with dashes or, as Django
   * writes it into char(32), without. Default "integer".
   */
  readonly idType?: 'integer' | 'bigint' | 'uuid' | 'string'
}

export type UserTable = {
  readonly [K in keyof Omit<UserTableMapping, 'schema'>]-?: UserTableMapping[K]
} & { readonly schema: string | undefined }

/** Django's own table of users. */
export const DJANGO_USERS: UserTable = {
  schema: undefined,
  table: 'auth_user',
  id: 'id',
  username: 'username',
  password: 'password',
  isActive: 'is_active',
  idType: 'integer',
}

const ID_TYPES: ReadonlySet<string> = new Set(['integer', 'bigint', 'uuid', 'string'])

/** The mapping with Django's names filled in. Throws `ConfigError` naming the option. */
export function readUserTable(mapping: UserTableMapping = {}): UserTable {
  const table = { ...DJANGO_USERS, ...mapping }
  for (const option of ['schema', 'table', 'id', 'username', 'password', 'isActive'] as const) {
    const name = table[option]
    if (name === null && option === 'isActive') continue
    if (name === undefined && option === 'schema') continue
    if (typeof name !== 'string' || name === '' || name.includes('\0')) {
      const what = option === 'schema' || option === 'table' ? option : 'column'
      throw new ConfigError(`\`users.${option}\` must be the name of a ${what}`)
    }
  }
  if (!ID_TYPES.has(table.idType)) {
    throw new ConfigError('`users.idType` must be "integer", "bigint", "uuid" or "string"')
  }
  return table
}

/** How the keys of a table are spelled. */
export function spellingOf(idType: UserTable['idType']): UserIdType {
  return idType === 'bigint' ? 'integer' : idType
}

/** The table's name as people write it. */
export function nameOf({ schema, table }: Pick<UserTable, 'schema' | 'table'>): string {
  return schema === undefined ? table : `${schema}.${table}`
}

/** What Django's columns hold for a user made elsewhere; they have no defaults of their own. */
export const DJANGO_DEFAULTS: ReadonlyMap<string, string | boolean> = new Map<
  string,
  string | boolean
>([
  ['is_superuser', false],
  ['first_name', ''],
  ['last_name', ''],
  ['email', ''],
  ['is_staff', false],
])

/** The column of Django's that holds when a user was made. */
export const DATE_JOINED = 'date_joined'

/** Whether a database could hold this name at all; asked before any query. */
export function canBeName(username: string): boolean {
  return username !== '' && isPlainText(username)
}
