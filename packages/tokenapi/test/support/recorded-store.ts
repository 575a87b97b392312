/** The recorded users on each of the databases, every time in a database of their own. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { sqlAdmin } from '../../src/admin/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import type { UserTableMapping } from '../../src/stores/user-table.ts'
import { copyDatabase, readCorpus } from './corpus.ts'
import { freshMariadb, freshMysql, freshPostgres } from './databases.ts'

/** For `describeEachPeer`, which skips those that are missing. */
export const DATABASES = ['SQLite', 'PostgreSQL', 'MariaDB'] as const
export type DatabaseName = (typeof DATABASES)[number]

/** With MySQL, for which ours is the store of MariaDB: for what it could answer otherwise. */
export const EVERY_DATABASE = [...DATABASES, 'MySQL'] as const
export type AnyDatabase = (typeof EVERY_DATABASE)[number]

/** How the recorded custom user model is mapped. */
export const MEMBERS: UserTableMapping = {
  table: 'members_member',
  username: 'email',
  isActive: null,
  idType: 'uuid',
}

const FRESH = { MariaDB: freshMariadb, MySQL: freshMysql }

/** Django's own table as it was dumped, or the recorded custom user model. */
export async function recordedStore(database: AnyDatabase, custom = false): Promise<SqlStore> {
  const options = custom ? { users: MEMBERS } : {}
  switch (database) {
    case 'SQLite':
      return sqliteStore(copyDatabase(custom ? 'django-custom.sqlite3' : 'django.sqlite3'), options)
    case 'PostgreSQL': {
      const { url, query } = await freshPostgres(custom ? undefined : 'django-postgres.sql')
      if (custom) await makeMembers(query, 'uuid')
      return postgresStore(url, options)
    }
    case 'MariaDB':
    case 'MySQL': {
      const dump = custom ? undefined : 'django-mariadb.sql'
      const { url, query } = await FRESH[database](dump)
      if (custom) await makeMembers(query, 'char(32)')
      return mysqlStore(url, options)
    }
  }
}

/** A store over an empty database, with the tables that `migrate` makes. */
export async function freshStore(
  database: AnyDatabase,
  users?: UserTableMapping,
): Promise<SqlStore> {
  const store = await openFresh(database, users === undefined ? {} : { users })
  await sqlAdmin(store).migrate()
  return store
}

async function openFresh(
  database: AnyDatabase,
  options: { readonly users?: UserTableMapping },
): Promise<SqlStore> {
  switch (database) {
    case 'SQLite': {
      const folder = mkdtempSync(join(tmpdir(), 'tokenapi-'))
      return sqliteStore(join(folder, 'db.sqlite3'), { ...options, create: true })
    }
    case 'PostgreSQL':
      return postgresStore((await freshPostgres()).url, options)
    case 'MariaDB':
    case 'MySQL':
      return mysqlStore((await FRESH[database]()).url, options)
  }
}

interface Member {
  readonly pk: string
  readonly email: string
  readonly password: string
}

/** The table as Django makes it for the recorded model: a uuid of the database's own, or char(32). */
async function makeMembers(
  query: (sql: string) => Promise<unknown>,
  keyType: 'uuid' | 'char(32)',
): Promise<void> {
  await query(
    `CREATE TABLE members_member (id ${keyType} NOT NULL PRIMARY KEY, password varchar(128) NOT NULL, email varchar(254) NOT NULL UNIQUE)`,
  )
  const { users } = readCorpus<{ users: readonly Member[] }>('users-custom.json')
  for (const { pk, email, password } of users) {
    const key = keyType === 'uuid' ? pk : pk.replaceAll('-', '')
    await query(`INSERT INTO members_member VALUES ('${key}', '${password}', '${email}')`)
  }
}
