/** Databases with a user, which several stores open as nodes do. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { type StoredUser, type TokenApi, createTokenApi } from '../../../src/index.ts'
import { mysqlStore } from '../../../src/stores/mysql/index.ts'
import { postgresStore } from '../../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../../src/stores/sqlite/index.ts'
import type { Database } from '../../support/database.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../../support/databases.ts'

export const SECRET_KEY = 'a secret of these tests, long enough for all'

export interface Node {
  readonly store: SqlStore
  readonly api: TokenApi
}

export interface Nodes {
  readonly url: string
  readonly user: StoredUser
  readonly query: Database['query']
  /** A login with these grants. Absent: the database has no roles. */
  readonly createRole?: Database['createRole']
  /** Another node. A URL of another login may be given. */
  node(url?: string): Node
  end(): Promise<void>
}

type Open = (url: string) => SqlStore
// A busy machine is no outage.
const overPostgres: Open = (url) => postgresStore(url, { timeout: 60_000 })
const overMysql: Open = (url) => mysqlStore(url, { timeout: 60_000 })

/** For `describeEachPeer`. */
export const DATABASES: readonly (readonly [name: string, fresh: () => Promise<Nodes>])[] = [
  ['SQLite', () => nodesOver(freshSqlite(), (url) => sqliteStore(url, { create: true }))],
  ['PostgreSQL', async () => nodesOver(await freshPostgres(), overPostgres)],
  ['MariaDB', async () => nodesOver(await freshMariadb(), overMysql)],
  ['MySQL', async () => nodesOver(await freshMysql(), overMysql)],
]

type Given = Pick<Database, 'url' | 'query' | 'drop'> & Partial<Pick<Database, 'createRole'>>

async function nodesOver(database: Given, open: Open): Promise<Nodes> {
  const nodes: Node[] = []
  const node = (url: string = database.url): Node => {
    const store = open(url)
    const api = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens: true })
    nodes.push({ store, api })
    return { store, api }
  }
  const { store } = node()
  await sqlAdmin(store).migrate()
  const user = await sqlAdmin(store).users.add({ username: 'maria', password: 'x' })
  return {
    ...database,
    user,
    node,
    async end() {
      for (const { api } of nodes) await api.close()
      await database.drop()
    },
  }
}

function freshSqlite(): Given {
  const url = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
  const database = new DatabaseSync(url)
  return {
    url,
    query: async <Row>(sql: string, values: readonly unknown[] = []) =>
      database.prepare(sql).all(...(values as string[])) as Row[],
    drop: async () => database.close(),
  }
}
