/** Databases that several stores open by one URL, for `describeEachPeer`. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'

export const SHARED_DATABASES = [
  [
    'SQLite',
    async () => join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3'),
    (url: string) => sqliteStore(url, { create: true }),
  ],
  ['PostgreSQL', async () => (await freshPostgres()).url, (url: string) => postgresStore(url)],
  ['MariaDB', async () => (await freshMariadb()).url, (url: string) => mysqlStore(url)],
  ['MySQL', async () => (await freshMysql()).url, (url: string) => mysqlStore(url)],
] as const
