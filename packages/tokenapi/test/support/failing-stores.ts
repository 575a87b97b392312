/** Stores of which one call fails: a user's own store, and the library's stores over failing drivers. */
import { DatabaseSync } from 'node:sqlite'

import mysql from 'mysql2/promise'
import pg from 'pg'

import { sqlAdmin } from '../../src/admin/index.ts'
import type { UserDirectory, UserStore } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type MysqlConnection, mysqlStore } from '../../src/stores/mysql/index.ts'
import {
  type PostgresClient,
  type PostgresPool,
  postgresStore,
} from '../../src/stores/postgres/index.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'
import { freshMariadb, freshPostgres } from './databases.ts'
import {
  type Failure,
  HANGING,
  type Plan,
  REJECTED,
  THROWN,
  failing,
  gives,
} from './failing-calls.ts'
import { postgresPool } from './postgres-database.ts'

export interface FailingStores {
  /** The same users, and nothing fails. */
  readonly sound: UserStore
  /** Administers these users. */
  readonly users: UserDirectory
  /** A store that has not been used yet and fails by the plan; milliseconds for one call. */
  fresh(timeout: number): UserStore
  end(): Promise<void>
}

export interface Subject {
  readonly name: string
  readonly peer?: 'PostgreSQL' | 'MariaDB'
  /** Whether whatever goes wrong reaches us as `UnavailableError`: of a store of ours it does. */
  readonly ours: boolean
  readonly failures: readonly (readonly [string, Failure])[]
  open(plan: Plan): Promise<FailingStores>
}

export const SUBJECTS: readonly Subject[] = [
  {
    name: 'a store',
    ours: false,
    failures: [
      ...THROWN,
      ...REJECTED,
      ...giving(null, 42, 'text', {}, [], { id: 1 }),
      ...giving({ id: 2, username: 'maria', password: 'x', isActive: 'f' }),
    ],
    async open(plan) {
      const sound = memoryStore()
      const upgrades = failing(sound.upgrades, plan, [
        'canKeepTokens',
        'replaceHash',
        'findKeptToken',
      ])
      const store = failing({ ...sound, upgrades }, plan, ['findById', 'findByUsername'])
      return { sound, users: sound.users, fresh: () => store, end: async () => {} }
    },
  },
  sqlite('node:sqlite', ['all', 'get', 'run'], giving(42, {}, [null], [{}], [{ id: 7 }])),
  // To `get` alone both are an answer: that there is no such row.
  sqlite('node:sqlite that gives nothing', ['all', 'run'], giving(undefined, null)),
  postgres('pg'),
  postgres('pg without its connection'),
  mariadb(),
]

function sqlite(name: string, methods: readonly string[], given: Subject['failures']): Subject {
  return {
    name,
    ours: true,
    failures: [...THROWN, ...given],
    async open(plan) {
      const database = new DatabaseSync(':memory:') as SqliteDatabase
      const sound = sqliteStore(database)
      await sqlAdmin(sound).migrate()
      const wrapped = failing(database, plan, ['prepare', 'exec'], (statement) =>
        typeof statement === 'object' && statement !== null
          ? failing(statement, plan, methods)
          : statement,
      )
      return {
        sound,
        users: sqlAdmin(sound).users,
        fresh: () => sqliteStore(wrapped),
        end: async () => void database.close(),
      }
    },
  }
}

function postgres(name: 'pg' | 'pg without its connection'): Subject {
  return {
    name,
    peer: 'PostgreSQL',
    ours: true,
    failures: [
      ...THROWN.slice(0, 2),
      ...REJECTED.slice(0, 2),
      ...REJECTED.slice(-2),
      ['hangs', HANGING],
      ...giving(undefined, {}, { rows: 'text', rowCount: 'text' }),
      ...giving({ rows: [null], rowCount: null }, { rows: [{}] }, { rows: [{ id: '7' }] }),
    ],
    async open(plan) {
      const { url } = await freshPostgres()
      const pool = postgresPool({ connectionString: url })
      const sound = postgresStore(pool)
      await sqlAdmin(sound).migrate()
      const wrapped: PostgresPool = {
        totalCount: 1,
        connect: (callback) =>
          acquire(plan, () => pool.connect()).then(
            (client) =>
              callback(
                undefined,
                client && failing(name === 'pg' ? client : veiled(client), plan, ['query']),
              ),
            (error: Error) => callback(error, undefined),
          ),
        on: () => undefined,
        end: () => pool.end(),
      }
      const fresh = (timeout: number): UserStore => postgresStore(wrapped, { timeout })
      return { sound, users: sqlAdmin(sound).users, fresh, end: () => pool.end() }
    },
  }
}

/** As behind something that hands on what it knows of a client, and nothing else. */
function veiled(client: pg.PoolClient): PostgresClient {
  return {
    query: (query) => client.query(query as pg.QueryConfig),
    release: (error) => client.release(error),
    on: (event, listener) => client.on(event, listener),
    off: (event, listener) => client.off(event, listener),
  }
}

function mariadb(): Subject {
  return {
    name: 'mysql2',
    peer: 'MariaDB',
    ours: true,
    failures: [
      ...THROWN.slice(0, 2),
      ...REJECTED.slice(0, 2),
      ...REJECTED.slice(-2),
      ['hangs', HANGING],
      ...giving(undefined, [], ['text'], [{}], [[null]], [[{}]], [[{ id: '7' }]]),
    ],
    async open(plan) {
      const { url } = await freshMariadb()
      const pool = mysql.createPool({ uri: url })
      const sound = mysqlStore(pool)
      await sqlAdmin(sound).migrate()
      const wrapped = {
        async getConnection() {
          const connection: MysqlConnection | undefined = await acquire(plan, () =>
            pool.getConnection(),
          )
          return connection && failing(connection, plan, ['execute', 'query'])
        },
        end: () => pool.end(),
      } as mysql.Pool
      const fresh = (timeout: number): UserStore => mysqlStore(wrapped, { timeout })
      return { sound, users: sqlAdmin(sound).users, fresh, end: () => pool.end() }
    },
  }
}

function giving(...values: readonly unknown[]): Subject['failures'] {
  return values.map((value) => [`gives ${JSON.stringify(value) ?? 'nothing'}`, gives(value)])
}

/** A connection by the plan; where something else is given, it is nothing, and the pool has its own back. */
async function acquire<C extends { release(): void }>(
  plan: Plan,
  connect: () => Promise<C>,
): Promise<C | undefined> {
  let connection: C | undefined
  const given = await plan.make(async () => (connection = await connect()))
  if (given === connection) return connection
  connection?.release()
  return undefined
}
