/** Compiled by `npm run check`, never run: what people have in their hands needs no cast. */
import type { DatabaseSync } from 'node:sqlite'

import type mysqlCallbacks from 'mysql2'
import type mysql from 'mysql2/promise'
import type pg from 'pg'

import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'

declare const has: {
  readonly pool: pg.Pool
  readonly client: pg.Client
  readonly promises: mysql.Pool
  readonly callbacks: mysqlCallbacks.Pool
  readonly connection: mysql.Connection
  readonly file: DatabaseSync
}

export const right = [
  () => postgresStore(has.pool),
  () => postgresStore('postgres://localhost/name', { timeout: 500, prepare: false }),
  () => mysqlStore(has.promises),
  () => mysqlStore(has.callbacks, { users: { table: 'people', idType: 'bigint', isActive: null } }),
  () => sqliteStore(has.file),
]

export const wrong = [
  // @ts-expect-error -- a client is one connection: a transaction would hold up everybody else
  () => postgresStore(has.client),
  // @ts-expect-error -- the same for one connection of mysql2
  () => mysqlStore(has.connection),
  // @ts-expect-error -- there is no such type of key
  () => postgresStore('', { users: { idType: 'number' } }),
  // @ts-expect-error -- `null` is for `isActive` alone
  () => mysqlStore('', { users: { password: null } }),
]
