/** Databases with a table of users, for the tests of the stores. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { NewUser, UserStore } from 'tokenapi'
import { sqlAdmin } from 'tokenapi/admin'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'
import { sqliteStore } from 'tokenapi/sqlite'

import { freshMariadb, freshPostgres } from '../../../packages/tokenapi/test/support/databases.ts'

export type Kind = 'PostgreSQL' | 'MariaDB' | 'SQLite'

/** For `describeEachPeer`, which skips those that are missing. */
export const KINDS: readonly Kind[] = ['PostgreSQL', 'MariaDB', 'SQLite']

/** A URL where no database answers. */
export function nowhere(kind: Kind): string {
  if (kind === 'PostgreSQL') return 'postgres://nobody@127.0.0.1:1/nothing'
  if (kind === 'MariaDB') return 'mysql://nobody:nothing@127.0.0.1:1/nothing'
  const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'text')
  writeFileSync(path, 'This file is no database. '.repeat(100))
  return path
}

export interface Made {
  /** For SQLite: a path. */
  readonly url: string
  drop(): Promise<void>
}

/** A new database with the tables of access tokens and the table `users`, whose key has this type. */
export async function databaseWithUsers(kind: Kind, key: string): Promise<Made> {
  const sql = `CREATE TABLE users (id ${key} PRIMARY KEY, username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL, is_active boolean NOT NULL, email varchar(254) NOT NULL)`
  if (kind === 'SQLite') {
    const url = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'app.sqlite3')
    const database = new DatabaseSync(url)
    database.exec(sql)
    database.close()
    await migrate(kind, url)
    return { url, drop: async () => {} }
  }
  const database = await (kind === 'PostgreSQL' ? freshPostgres() : freshMariadb())
  await database.query(sql)
  await migrate(kind, database.url)
  return database
}

/** Makes the tables of access tokens, as `tokenapi migrate` does. */
async function migrate(kind: Kind, url: string): Promise<void> {
  const options = { users: { table: 'users' } }
  const store =
    kind === 'PostgreSQL'
      ? postgresStore(url, options)
      : kind === 'MariaDB'
        ? mysqlStore(url, options)
        : sqliteStore(url, options)
  await sqlAdmin(store).migrate()
  await store.close()
}

/** A user to insert. The e-mail address is optional. */
export type Given = NewUser & { readonly email?: string }

/** An application's store under test, over an ORM. */
export interface Subject {
  readonly store: UserStore<{ email: string }>
  /** Replaces the users of the table with these, and deletes all access tokens. */
  fill(users: readonly Given[]): Promise<void>
  end(): Promise<void>
}
