import { type OptionCheck, is, oneOf } from '../core/option-checks.js'
import { isPlainText } from '../core/plain-text.js'
import { type OptionChecks, readOptions } from '../core/read-options.js'
import type { UserIdType } from '../core/user.js'

/** Where an application keeps its users. What is left out is as in Django's own `auth_user`. */
export interface UserTableMapping {
  /** Where the connection looks first, unless named here; always quoted, as every name. */
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly id?: string | undefined
  /** The column of the login name; of the e-mail address where people log in by that. */
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** `null`: there is no such column, and every user is active. */
  readonly isActive?: string | null | undefined
  /**
   * `integer`: 32 bits, 64 in SQLite. `uuid`: a column of that type, or text with dashes or, as Django
   * writes it into char(32), without. Default "integer".
   */
  readonly idType?: 'integer' | 'bigint' | 'uuid' | 'string' | undefined
}

export type UserTable = {
  readonly [K in keyof Omit<UserTableMapping, 'schema'>]-?: Exclude<UserTableMapping[K], undefined>
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

const COLUMN = nameOfA('column')

const CHECKS: OptionChecks<UserTableMapping> = {
  schema: nameOfA('schema'),
  table: nameOfA('table'),
  id: COLUMN,
  username: COLUMN,
  password: COLUMN,
  isActive: (value, option) => (value === null ? null : COLUMN(value, option)),
  idType: oneOf('integer', 'bigint', 'uuid', 'string'),
}

function nameOfA(what: string): OptionCheck<string> {
  return is(
    `the name of a ${what}`,
    (value) => typeof value === 'string' && value !== '' && !value.includes('\0'),
  )
}

/** The mapping with Django's names filled in. Throws `ConfigError` naming the option. */
export function readUserTable(mapping: UserTableMapping | undefined): UserTable {
  const given = readOptions('users', mapping, CHECKS, 'users.')
  const { isActive = DJANGO_USERS.isActive } = given
  return {
    schema: given.schema,
    table: given.table ?? DJANGO_USERS.table,
    id: given.id ?? DJANGO_USERS.id,
    username: given.username ?? DJANGO_USERS.username,
    password: given.password ?? DJANGO_USERS.password,
    isActive,
    idType: given.idType ?? DJANGO_USERS.idType,
  }
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
