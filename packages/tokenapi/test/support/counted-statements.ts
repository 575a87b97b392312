/** Stores that count what they send to a database, at the driver. */
import { DatabaseSync } from 'node:sqlite'

import mysql from 'mysql2/promise'
import pg from 'pg'

import { type MysqlPool, mysqlStore } from '../../src/stores/mysql/index.ts'
import {
  type PostgresClient,
  type PostgresPool,
  postgresStore,
} from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { type Database, freshMariadb, freshMysql, freshPostgres } from './databases.ts'
import { postgresPool } from './postgres-database.ts'

export interface Counted {
  readonly store: SqlStore
  /** What was sent since the last call. */
  sent(): string[]
  /** How many statements were prepared since the beginning. */
  prepared(): number
  end(): Promise<void>
}

type Attributes = readonly string[]

export async function countedPostgres(attributes: Attributes = []): Promise<Counted> {
  const { url } = await freshPostgres()
  const pool = postgresPool({ connectionString: url, max: 1 })
  const texts: string[] = []
  const names = new Set<string>()
  const countedClient = (client: pg.PoolClient): PostgresClient => ({
    query: (query) => {
      texts.push(query.text)
      if (query.name !== undefined) names.add(query.name)
      return client.query(query as pg.QueryConfig)
    },
    release: (error) => client.release(error),
    on: (event, listener) => client.on(event, listener),
    off: (event, listener) => client.off(event, listener),
  })
  const counting: PostgresPool = {
    totalCount: 1,
    connect: (callback) =>
      pool.connect((error, client) => callback(error, client && countedClient(client))),
    on: (event, listener) => pool.on(event, listener),
    end: () => pool.end(),
  }
  return {
    store: postgresStore(counting, { users: { attributes } }),
    sent: () => texts.splice(0),
    prepared: () => names.size,
    end: () => pool.end(),
  }
}

export const countedMariadb = (attributes?: Attributes): Promise<Counted> =>
  countedMysqlOn(freshMariadb, attributes)
export const countedMysql = (attributes?: Attributes): Promise<Counted> =>
  countedMysqlOn(freshMysql, attributes)

async function countedMysqlOn(
  fresh: () => Promise<Database>,
  attributes: Attributes = [],
): Promise<Counted> {
  const { url } = await fresh()
  const pool = mysql.createPool({ uri: url, connectionLimit: 1 })
  const texts: string[] = []
  const executed = new Set<string>()
  const counting: MysqlPool = {
    getConnection: async () => {
      const connection = await pool.getConnection()
      return {
        execute: (query) => {
          texts.push(query.sql)
          executed.add(query.sql)
          return connection.execute(query as mysql.QueryOptions)
        },
        query: (query) => {
          texts.push(query.sql)
          return connection.query(query as mysql.QueryOptions)
        },
        release: () => connection.release(),
        destroy: () => connection.destroy(),
      }
    },
    end: () => pool.end(),
  }
  return {
    store: mysqlStore(counting, { users: { attributes } }),
    sent: () => texts.splice(0),
    prepared: () => executed.size,
    end: () => pool.end(),
  }
}

export async function countedSqlite(attributes: Attributes = []): Promise<Counted> {
  const database = new DatabaseSync(':memory:')
  const texts: string[] = []
  let prepared = 0
  const counting: SqliteDatabase = {
    prepare: (sql) => {
      prepared++
      const statement = database.prepare(sql) as unknown as ReturnType<SqliteDatabase['prepare']>
      return {
        all: (...values) => {
          texts.push(sql)
          return statement.all(...values)
        },
        get: (...values) => {
          texts.push(sql)
          return statement.get(...values)
        },
        run: (...values) => {
          texts.push(sql)
          return statement.run(...values)
        },
        setReadBigInts: (enabled) => statement.setReadBigInts?.(enabled),
      }
    },
    exec: (sql) => database.exec(sql),
    close: () => database.close(),
  }
  return {
    store: sqliteStore(counting, { users: { attributes } }),
    sent: () => texts.splice(0),
    prepared: () => prepared,
    end: async () => database.close(),
  }
}
