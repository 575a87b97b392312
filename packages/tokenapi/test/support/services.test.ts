/** What other tests stand on, servers and peers: that they are what those tests take them for. */
import { existsSync } from 'node:fs'

import { createClient } from '@redis/client'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { describe, expect, it } from 'vitest'

import {
  startMariadb,
  startMysql,
  startPgbouncer,
  startPostgres,
  startRedis,
} from '../../../../scripts/services.mjs'
import {
  MARIADB,
  MYSQL,
  PGBOUNCER,
  POSTGRES,
  REDIS,
  freshMariadb,
  freshMysql,
  freshPostgres,
  reducedRole,
  throughPgbouncer,
} from './databases.ts'

const KINDS = [
  {
    name: 'PostgreSQL',
    url: POSTGRES,
    start: startPostgres,
    fresh: (server?: string) => freshPostgres('django-postgres.sql', server),
    open: openPostgres,
  },
  {
    name: 'MariaDB',
    url: MARIADB,
    start: startMariadb,
    fresh: (server?: string) => freshMariadb('django-mariadb.sql', server),
    open: openMysql,
  },
  {
    name: 'MySQL',
    url: MYSQL,
    start: startMysql,
    fresh: (server?: string) => freshMysql('django-mariadb.sql', server),
    open: openMysql,
  },
] as const

describe.each(KINDS)('$name', ({ url, start, fresh, open }) => {
  it.skipIf(url === undefined)('has the 27 recorded users', async () => {
    const database = await fresh()
    expect(await database.query('SELECT id FROM auth_user')).toHaveLength(27)
    await database.drop()
  })

  it.skipIf(url === undefined)('a reduced role may do what it was granted, no more', async () => {
    const database = await fresh()
    const role = await reducedRole(database, { auth_user: 'SELECT (id, username)' })
    const { query, end } = await open(role)
    expect(await query('SELECT username FROM auth_user WHERE id = 1')).toEqual([
      { username: 'margot' },
    ])
    await expect(query('SELECT password FROM auth_user')).rejects.toThrow(/denied/)
    await expect(query('DELETE FROM auth_user')).rejects.toThrow(/denied/)
    await end()
    await database.drop()
  })

  it.skipIf(url === undefined)('freezes, crashes, comes back and leaves nothing', async () => {
    const server = await start()
    const database = await fresh(server.url)
    const { query } = await open(database.url)

    await server.freeze()
    let answered = false
    const late = query('SELECT 1 AS one').finally(() => (answered = true))
    // A frozen server still takes connections, since the kernel does, and answers nobody.
    await expect(Promise.race([late, pause(300, 'silence')])).resolves.toBe('silence')
    expect(answered).toBe(false)
    await server.thaw()
    expect(await late).toEqual([{ one: 1 }])

    await database.query("UPDATE auth_user SET first_name = 'kept' WHERE id = 1")
    const before = server.pid
    await server.crash()
    await expect(query('SELECT 1')).rejects.toThrow(/./)
    await server.restart()
    expect(server.pid).not.toBe(before)
    expect(
      await eventually(() => database.query('SELECT first_name FROM auth_user WHERE id = 1')),
    ).toEqual([{ first_name: 'kept' }])
    await database.drop()

    await server.freeze()
    await server.stop()
    expect(existsSync(server.folder)).toBe(false)
    expect(() => process.kill(server.pid, 0)).toThrow('ESRCH')
  })

  it.skipIf(url === undefined)('a server that cannot start says why', async () => {
    await expect(start({ settings: { port: 'nonsense' } })).rejects.toThrow(/did not start.*port/is)
  })
})

describe('PgBouncer', () => {
  it.skipIf(PGBOUNCER === undefined)(
    'pools by transaction: what one transaction prepared is not there in the next',
    async () => {
      const database = await freshPostgres('django-postgres.sql')
      const role = await reducedRole(database, { auth_user: 'SELECT' })
      const one = await openPostgres(throughPgbouncer(role))
      const other = await openPostgres(throughPgbouncer(role))
      const pid = 'SELECT pg_backend_pid() AS pid'
      const prepared = { name: 'names', text: 'SELECT username FROM auth_user WHERE id = 1' }

      expect(await one.query(prepared)).toEqual([{ username: 'margot' }])
      expect(await one.query(pid)).toEqual(await other.query(pid))
      await expect(other.query(prepared)).rejects.toThrow('"names" already exists')

      await other.query('BEGIN')
      await other.query(pid)
      await expect(one.query(prepared)).rejects.toThrow('"names" does not exist')
      await other.query('COMMIT')

      await Promise.all([one.end(), other.end()])
      await database.drop()
    },
  )

  it.skipIf(PGBOUNCER === undefined)('crashes, comes back and leaves nothing', async () => {
    const server = await startPgbouncer({ postgres: POSTGRES ?? '' })
    const { query } = await openPostgres(server.url)
    await server.crash()
    await expect(query('SELECT 1')).rejects.toThrow(/./)
    await server.restart()
    const { query: again, end } = await openPostgres(server.url)
    expect(await again('SELECT 1 AS one')).toEqual([{ one: 1 }])
    await end()
    await server.stop()
    expect(existsSync(server.folder)).toBe(false)
  })

  it.skipIf(PGBOUNCER === undefined)('one that cannot start says why', async () => {
    const starting = startPgbouncer({
      postgres: POSTGRES ?? '',
      settings: { pool_mode: 'nonsense' },
    })
    await expect(starting).rejects.toThrow(/did not start.*pool_mode/is)
  })
})

describe('Redis', () => {
  it.skipIf(REDIS === undefined)(
    'freezes, crashes, comes back empty and leaves nothing',
    async () => {
      const server = await startRedis()
      const client = await openRedis(server.url)
      await client.set('name', 'maria')

      await server.freeze()
      const late = client.get('name')
      await expect(Promise.race([late, pause(300, 'silence')])).resolves.toBe('silence')
      await server.thaw()
      expect(await late).toBe('maria')

      await server.crash()
      await expect(client.get('name')).rejects.toThrow(/./)
      await server.restart()
      const other = await openRedis(server.url)
      expect(await other.get('name')).toBeNull()
      other.destroy()

      await server.freeze()
      await server.stop()
      expect(existsSync(server.folder)).toBe(false)
    },
  )

  it.skipIf(REDIS === undefined)('one that cannot start says why', async () => {
    await expect(startRedis({ settings: { port: 'nonsense' } })).rejects.toThrow(
      /did not start.*port/is,
    )
  })
})

async function openRedis(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function openPostgres(url: string) {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  await client.connect()
  return {
    query: async (sql: string | pg.QueryConfig): Promise<unknown> => (await client.query(sql)).rows,
    end: () => client.end(),
  }
}

async function openMysql(url: string) {
  const client = await mysql.createConnection(url)
  client.on('error', () => undefined)
  return {
    query: async (sql: string): Promise<unknown> => (await client.query(sql))[0],
    end: () => client.end(),
  }
}

const pause = (ms: number, word: string): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve(word), ms))

/** The connections that a pool kept over a crash fail once each. */
async function eventually<T>(attempt: () => Promise<T>, left = 5): Promise<T> {
  return attempt().catch((error: unknown) => {
    if (left === 0) throw error
    return eventually(attempt, left - 1)
  })
}
