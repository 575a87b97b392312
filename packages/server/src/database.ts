/** DATABASE_URL to a store. A further database is a further case here. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { type SqlAdmin, sqlAdmin } from 'tokenapi/admin'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'
import {
  type ActiveColumn,
  type SqlStore,
  type UserTableMapping,
  sqliteStore,
} from 'tokenapi/sqlite'

import type { Config } from './config/read-config.js'
import { SettingError } from './config/setting-error.js'

export interface Database {
  readonly kind: 'sqlite' | 'postgres' | 'mysql'
  /** Which database it is, in a sentence: "the file /srv/app.sqlite3", "PostgreSQL at db:5432/app". */
  readonly name: string
  readonly store: SqlStore
  readonly admin: SqlAdmin
  /** Whether there is nothing yet, and we may make it: a SQLite file that is not there. */
  readonly missing: boolean
  /** SQLite: its path. */
  readonly file?: string
  /** SQLite: the path of a file beside it, for counts that must not lock it. */
  readonly countsFile?: string
  /** The path of a generated secret: beside the file, or in the working folder. */
  readonly secretFile: string
}

const SECRET_FILE = 'tokenapi.secret'
const EXAMPLES =
  'sqlite:./tokenapi.sqlite3, postgres://user:password@host/name or mysql://user:password@host/name'

export interface OpenOptions {
  /** Makes a SQLite file that is missing. */
  readonly create?: boolean
  /** Waits long for a server, and for others who write into a SQLite file: for an operator's work. */
  readonly patient?: boolean
}

/** Milliseconds. */
const PATIENCE = 30_000

/** Opens no connection yet. Throws `SettingError` or `ConfigError` for an invalid URL. */
export function openDatabase(config: Config, options: OpenOptions = {}): Database {
  const opened = openStore(config, options)
  return { ...opened, admin: sqlAdmin(opened.store) }
}

function openStore(
  config: Config,
  { create = false, patient = false }: OpenOptions,
): Omit<Database, 'admin'> {
  const users = mappingOf(config)
  const options = { users, ...(patient ? { timeout: PATIENCE } : {}) }
  const url = config.DATABASE_URL.reveal()
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url) ?? []
  if (config.DATABASE_PREPARE !== undefined && !/^postgres/i.test(scheme ?? '')) {
    throw new SettingError('DATABASE_PREPARE is for PostgreSQL: remove it')
  }
  const elsewhere = { missing: false, secretFile: resolve(SECRET_FILE) }
  switch (scheme?.toLowerCase()) {
    case 'sqlite': {
      const path = sqlitePath(rest)
      return {
        kind: 'sqlite',
        name: `the file ${path}`,
        store: sqliteStore(path, { users, create, ...(patient ? { busyTimeout: PATIENCE } : {}) }),
        missing: !existsSync(path),
        file: path,
        countsFile: `${path}-throttle`,
        secretFile: join(dirname(path), SECRET_FILE),
      }
    }
    case 'postgres':
    case 'postgresql':
      return {
        kind: 'postgres',
        name: `PostgreSQL${placeIn(url)}`,
        store: postgresStore(url, { ...options, ...prepareOf(config) }),
        ...elsewhere,
      }
    case 'mysql':
    case 'mariadb':
      return {
        kind: 'mysql',
        name: `MySQL${placeIn(url)}`,
        store: mysqlStore(url, options),
        ...elsewhere,
      }
    case undefined:
      if (/^["']/.test(url)) {
        throw new SettingError(
          "DATABASE_URL is in quotation marks: remove them; Docker's --env-file keeps them",
        )
      }
      throw new SettingError(`DATABASE_URL has no scheme: write ${EXAMPLES}`)
    default:
      throw new SettingError(
        `DATABASE_URL: "${scheme}" is not supported by this version: write ${EXAMPLES}`,
      )
  }
}

/** Host, port and name of a URL; nothing where it is written in another way. Never the password. */
function placeIn(url: string): string {
  if (!URL.canParse(url)) return ''
  const { host, pathname } = new URL(url)
  return host === '' ? '' : ` at ${host}${pathname}`
}

// sqlite:path, sqlite://path and sqlite:///absolute/path are all in use.
function sqlitePath(rest: string): string {
  if (rest.includes('?')) {
    throw new SettingError('DATABASE_URL: sqlite: takes no options: remove "?" and what follows it')
  }
  const path = rest.replace(/^\/\/(?=\/)/, '').replace(/^\/\/(?=[^/])/, '')
  if (path === '') throw new SettingError(`DATABASE_URL names no file: write ${EXAMPLES}`)
  return resolve(path)
}

function prepareOf({ DATABASE_PREPARE: prepare }: Config): { readonly prepare?: boolean } {
  return prepare === undefined ? {} : { prepare }
}

/** USERS_IS_ACTIVE=none: there is no such column. */
function mappingOf(config: Config): UserTableMapping {
  const active = config.USERS_IS_ACTIVE
  return {
    ...(config.USERS_SCHEMA === undefined ? {} : { schema: config.USERS_SCHEMA }),
    ...(config.USERS_TABLE === undefined ? {} : { table: config.USERS_TABLE }),
    ...(config.USERS_ID === undefined ? {} : { id: config.USERS_ID }),
    ...(config.USERS_ID_TYPE === undefined ? {} : { idType: config.USERS_ID_TYPE }),
    ...(config.USERS_USERNAME === undefined ? {} : { username: config.USERS_USERNAME }),
    ...(config.USERS_PASSWORD === undefined ? {} : { password: config.USERS_PASSWORD }),
    ...(config.USERS_IS_ACTIVE_WHEN === undefined ? {} : { isActive: activeColumn(config) }),
    ...(config.USERS_IS_ACTIVE_WHEN !== undefined || active === undefined
      ? {}
      : { isActive: active === 'none' ? null : active }),
  }
}

const VALUES: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
])

/** true, false and null are what they are called; a number is one; all else is a text. */
function activeColumn(config: Config): ActiveColumn {
  const { USERS_IS_ACTIVE: column, USERS_IS_ACTIVE_WHEN: text = '' } = config
  if (column === undefined || column === 'none') {
    throw new SettingError('USERS_IS_ACTIVE_WHEN needs a column: set USERS_IS_ACTIVE to its name')
  }
  const value = VALUES.get(text.toLowerCase())
  if (value !== undefined) return { column, when: value }
  return { column, when: /^-?[0-9]{1,15}$/.test(text) ? Number(text) : text }
}
