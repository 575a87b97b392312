/** Our own query on a client of `pg`: what it gives beside one of `pg`'s, and what it leaves behind. */
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { PostgresClient } from '../../src/stores/postgres/index.ts'
import { readTuples } from '../../src/stores/postgres/tuple-query.ts'
import { POSTGRES, freshPostgres } from '../support/databases.ts'
import { postgresPool } from '../support/postgres-database.ts'

const VALUES = `SELECT 7::bigint, 'zoé', NULL, true, $1::text`
const ROW = ['7', 'zoé', null, 't', 'a']

const clientOf = (members: object): PostgresClient => members as PostgresClient

describe.skipIf(POSTGRES === undefined)('a query of tuples', () => {
  let pool: pg.Pool
  beforeAll(async () => {
    pool = postgresPool({ connectionString: (await freshPostgres()).url, max: 1 })
  })
  afterAll(() => pool.end())

  const withClient = async <T>(
    work: (client: pg.PoolClient) => Promise<T>,
    from = pool,
  ): Promise<T> => {
    const client = await from.connect()
    try {
      return await work(client)
    } finally {
      client.release()
    }
  }

  it('gives every row by place, as text', () =>
    withClient(async (client) => {
      expect(await readTuples(client, { name: 'values', text: VALUES, values: ['a'] })).toEqual([
        ROW,
      ])
      expect(await readTuples(client, { text: 'SELECT generate_series(1, 3)' })).toEqual([
        ['1'],
        ['2'],
        ['3'],
      ])
      expect(await readTuples(client, { text: 'SELECT 1 WHERE false' })).toEqual([])
    }))

  it('is prepared once, whether it comes before a query of pg’s with this name or after', () =>
    withClient(async (client) => {
      const prepared = { name: 'both', text: 'SELECT $1::text AS given', values: ['x'] }
      const named = async (): Promise<unknown> => (await client.query(prepared)).rows
      for (const first of [0, 1]) {
        for (const turn of [0, 1, 2, 3]) {
          if (turn % 2 === first) expect(await readTuples(client, prepared)).toEqual([['x']])
          else expect(await named()).toEqual([{ given: 'x' }])
        }
        const { rows } = await client.query(
          "SELECT generic_plans + custom_plans AS plans FROM pg_prepared_statements WHERE name = 'both'",
        )
        expect(rows).toEqual([{ plans: String(4 * (first + 1)) }])
      }
    }))

  it('rejects with what the server says, and the connection is as good as before', () =>
    withClient(async (client) => {
      for (const text of ['SELECT 1 FROM nowhere', 'SELECT 1/0', 'no SQL']) {
        for (const name of [undefined, `bad ${text}`]) {
          const query = { ...(name !== undefined && { name }), text }
          const expected = await client.query(query).catch((error: unknown) => error)
          await expect(readTuples(client, query)).rejects.toMatchObject({
            code: (expected as pg.DatabaseError).code,
          })
        }
      }
      expect(await readTuples(client, { text: 'SELECT 3' })).toEqual([['3']])
    }))

  it('is part of a transaction', () =>
    withClient(async (client) => {
      await client.query('BEGIN')
      await client.query('CREATE TABLE seen_within (id int)')
      await client.query('INSERT INTO seen_within VALUES (5)')
      expect(await readTuples(client, { text: 'SELECT id FROM seen_within' })).toEqual([['5']])
      await client.query('ROLLBACK')
      await expect(readTuples(client, { text: 'SELECT id FROM seen_within' })).rejects.toThrow()
    }))

  it('rejects where the connection breaks, now and from then on', async () => {
    const other = postgresPool({ ...pool.options, max: 1 })
    const client = await other.connect()
    client.on('error', () => undefined)
    const [[pid]] = (await readTuples(client, { text: 'SELECT pg_backend_pid()' })) as [[string]]
    const asleep = readTuples(client, { text: 'SELECT pg_sleep(60)' })
    const ended = expect(asleep).rejects.toMatchObject({ code: '57P01' })
    await pool.query('SELECT pg_terminate_backend($1)', [pid])
    await ended
    await expect(readTuples(client, { text: 'SELECT 1' })).rejects.toThrow()
    client.release(true)
    await other.end()
  })

  it.each([
    ['a time-out', { query_timeout: 100 }],
    ['results in binary', { binary: true }],
    ['statements sent ahead', { pipeline: true }],
  ])('on a pool with %s', async (_name, options) => {
    const other = postgresPool({ ...pool.options, ...options, max: 1 })
    await withClient(async (client) => {
      const given = await readTuples(client, { text: "SELECT 'zoé', NULL" })
      expect(given).toEqual([['zoé', null]])
    }, other)
    if ('query_timeout' in options) {
      const client = await other.connect()
      client.on('error', () => undefined)
      await expect(readTuples(client, { text: 'SELECT pg_sleep(60)' })).rejects.toThrow(/timeout/)
      client.release(true)
    }
    await other.end()
  })

  it('where `pg`’s connection does not show, a query of `pg`’s gives the same rows', () =>
    withClient(async (client) => {
      const hidden = clientOf({ query: (query: pg.QueryConfig) => client.query(query) })
      expect(await readTuples(hidden, { text: VALUES, values: ['a'] })).toEqual([
        ['7', 'zoé', null, true, 'a'],
      ])
    }))

  it('is an error where something in between does not hand it on', () =>
    withClient(async (client) => {
      const connection = Reflect.get(client, 'connection') as unknown
      const read = (query: () => unknown) =>
        readTuples(clientOf({ connection, query }), { text: 'SELECT 1' })
      await expect(read(() => undefined)).rejects.toThrow(/did not take/)
      await expect(read(async () => ({ rows: [] }))).rejects.toThrow(/did not take/)
      await expect(read(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused')
    }))
})
