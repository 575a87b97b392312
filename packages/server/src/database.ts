/** DATABASE_URL to a store. A further database is a further case here. */
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { type SqliteStore, type UserTableMapping, sqliteStore } from 'tokenapi/sqlite'

import type { Config } from './config.js'
import { SettingError } from './setting-error.js'

export interface Database {
  readonly store: SqliteStore
  /** Whether there is nothing yet: no file. */
  readonly missing: boolean
  /** Where a secret of its own would stand, beside the file. */
  readonly secretFile: string
}

const SCHEMES = 'sqlite:./tokenapi.sqlite3 or sqlite:/an/absolute/path'

/** Opens nothing yet. Throws `SettingError` for a URL that is none of ours. */
export function openDatabase(
  config: Config,
  { create = false }: { readonly create?: boolean } = {},
): Database {
  const path = sqlitePath(config.DATABASE_URL)
  return {
    store: sqliteStore(path, { users: mappingOf(config), create }),
    missing: !existsSync(path),
    secretFile: join(dirname(path), 'tokenapi.secret'),
  }
}

function sqlitePath(url: string): string {
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url)
  const scheme = match?.[1]?.toLowerCase()
  if (scheme !== 'sqlite') {
    throw new SettingError(
      scheme === undefined
        ? `DATABASE_URL has no scheme: write ${SCHEMES}`
        : `DATABASE_URL: "${scheme}" is not supported by this version: write ${SCHEMES}`,
    )
  }
  // sqlite:path, sqlite://path and sqlite:///absolute/path are all in use.
  const path = (match?.[2] ?? '').replace(/^\/\/(?=\/)/, '').replace(/^\/\/(?=[^/])/, '')
  if (path === '') throw new SettingError(`DATABASE_URL names no file: write ${SCHEMES}`)
  return resolve(path)
}

/** USERS_IS_ACTIVE=none: there is no such column. */
function mappingOf(config: Config): UserTableMapping {
  const active = config.USERS_IS_ACTIVE
  return {
    ...(config.USERS_TABLE === undefined ? {} : { table: config.USERS_TABLE }),
    ...(config.USERS_ID === undefined ? {} : { id: config.USERS_ID }),
    ...(config.USERS_ID_TYPE === undefined ? {} : { idType: config.USERS_ID_TYPE }),
    ...(config.USERS_USERNAME === undefined ? {} : { username: config.USERS_USERNAME }),
    ...(config.USERS_PASSWORD === undefined ? {} : { password: config.USERS_PASSWORD }),
    ...(active === undefined ? {} : { isActive: active === 'none' ? null : active }),
  }
}
