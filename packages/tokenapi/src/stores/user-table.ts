import { readAttributeNames } from '../core/attributes.js'
import { ConfigError } from '../core/errors.js'
import { type OptionCheck, checkedElsewhere, is, oneOf } from '../core/options/option-checks.js'
import { isPlainText } from '../core/runtime/plain-text.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'
import type { UserIdType } from '../core/user.js'

/** Where an application keeps its users. What is left out is as in Django's own `auth_user`. */
export interface UserTableMapping<N extends string = string> {
  /** Where the connection looks first, unless named here; always quoted, as every name. */
  readonly schema?: string | undefined
  readonly table?: string | undefined
  readonly id?: string | undefined
  /** The column of the login name; of the e-mail address where people log in by that. */
  readonly username?: string | undefined
  readonly password?: string | undefined
  /**
   * A column that is true for active users; or a column, and the value in it that stands for one: `false` in
   * "disabled", "active" in "status", `null` in "deleted_at". `null`: no such column, every user is active.
   */
  readonly isActive?: string | ActiveColumn | null | undefined
  /**
   * `integer`: 32 bits, 64 in SQLite. `uuid`: a column of that type, or text with dashes or, as Django
   * writes it into char(32), without. Default "integer".
   */
  readonly idType?: 'integer' | 'bigint' | 'uuid' | 'string' | undefined
  /**
   * Further columns that handlers see: `['email', 'is_staff']` gives `user.email`. They come with the
   * same SELECT, and in a form that JSON holds.
   */
  readonly attributes?: readonly N[] | undefined
}

/** The value of the column for an active user. */
export type ActiveWhen = string | number | boolean | null

export interface ActiveColumn {
  readonly column: string
  readonly when: ActiveWhen
}

export type UserTable = {
  readonly [K in keyof Omit<UserTableMapping, 'schema' | 'isActive'>]-?: Exclude<
    UserTableMapping[K],
    undefined
  >
} & {
  readonly schema: string | undefined
  readonly isActive: string | null
  readonly activeWhen: ActiveWhen
  /** Whether its uuids are known to be in a column of bytes. */
  readonly hasByteKey: boolean
}

/** Django's own table of users. */
export const DJANGO_USERS: UserTable = {
  schema: undefined,
  table: 'auth_user',
  id: 'id',
  username: 'username',
  password: 'password',
  isActive: 'is_active',
  activeWhen: true,
  hasByteKey: false,
  idType: 'integer',
  attributes: [],
}

const COLUMN = nameOfA('column')

const CHECKS: OptionChecks<UserTableMapping> = {
  schema: nameOfA('schema'),
  table: nameOfA('table'),
  id: COLUMN,
  username: COLUMN,
  password: COLUMN,
  isActive: readActive,
  idType: oneOf('integer', 'bigint', 'uuid', 'string'),
  // Compared with the column of the hash below.
  attributes: checkedElsewhere(),
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
  const { isActive: active = DJANGO_USERS.isActive, password = DJANGO_USERS.password } = given
  const isMapped = typeof active === 'object' && active !== null
  return {
    schema: given.schema,
    table: given.table ?? DJANGO_USERS.table,
    id: given.id ?? DJANGO_USERS.id,
    username: given.username ?? DJANGO_USERS.username,
    password,
    isActive: isMapped ? active.column : active,
    activeWhen: isMapped ? active.when : DJANGO_USERS.activeWhen,
    hasByteKey: false,
    idType: given.idType ?? DJANGO_USERS.idType,
    attributes: readAttributeNames(given.attributes, 'users.attributes', [password]),
  }
}

function readActive(value: unknown, option: string): string | ActiveColumn | null {
  if (value === null) return null
  if (typeof value !== 'object') return COLUMN(value, option)
  const { column, when } = { ...value } as Readonly<Record<string, unknown>>
  if (Object.keys(value).length !== 2 || !isActiveWhen(when)) {
    throw new ConfigError(
      `\`${option}\` must be the name of a column, { column: "disabled", when: false }, or null`,
    )
  }
  return { column: COLUMN(column, `${option}.column`), when }
}

function isActiveWhen(when: unknown): when is ActiveWhen {
  if (typeof when === 'number') return Number.isFinite(when)
  return when === null || typeof when === 'string' || typeof when === 'boolean'
}

/** The type of the ids: bigints are integers. */
export function userIdTypeOf(idType: UserTable['idType']): UserIdType {
  return idType === 'bigint' ? 'integer' : idType
}

/** The table's name as people write it. */
export function qualifiedName({ schema, table }: Pick<UserTable, 'schema' | 'table'>): string {
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
