/** Tickets on several nodes: apis with stores of their own over one real database. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type TokenApi, createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'

const SECRET = 'a secret of these tests, long enough'
const GET = { method: 'GET', path: '/report.pdf', seconds: 60 }

/** Opens a store over one database, each time with connections of its own. */
const OPENERS = {
  SQLite: async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
    return () => sqliteStore(file, { create: true })
  },
  PostgreSQL: async () => opener(postgresStore, (await freshPostgres()).url),
  MariaDB: async () => opener(mysqlStore, (await freshMariadb()).url),
  MySQL: async () => opener(mysqlStore, (await freshMysql()).url),
} as const

function opener(open: (url: string) => SqlStore, url: string): () => SqlStore {
  return () => open(url)
}

const DATABASES = Object.keys(OPENERS) as (keyof typeof OPENERS)[]

describeEachPeer(DATABASES.map((database) => ({ database })))('over $database', ({ database }) => {
  const stores: SqlStore[] = []
  const nodes: TokenApi[] = []
  let userId: number

  beforeAll(async () => {
    const open = await OPENERS[database]()
    stores.push(open())
    await sqlAdmin(stores[0] as SqlStore).migrate()
    stores.push(open(), open())
    const password = await makePassword('right', { iterations: 1 })
    userId = Number(
      (await sqlAdmin(stores[0] as SqlStore).users.add({ username: 'maria', password })).id,
    )
    nodes.push(
      ...stores.map((store, i) =>
        createTokenApi({
          secretKey: SECRET,
          store,
          accessTokens: true,
          loginToken: 'classic',
          loginThrottle: false,
          passwordHasher: createPasswordHasher({ iterations: 1 + i }),
        }),
      ),
    )
  })
  afterAll(() => Promise.all(nodes.map((node) => node.close())))

  const node = (i: number): TokenApi => nodes[i] as TokenApi
  const classicToken = async (): Promise<string> => {
    const user = await stores[0]?.findById(userId)
    if (user === undefined) throw new Error('no user')
    return node(0).makeToken(user)
  }
  const authenticated = async (kind: 'classic' | 'access') =>
    kind === 'classic'
      ? node(0).verify({ user: String(userId), token: await classicToken() })
      : node(0).verify({
          token: (await node(0).accessTokens.issue(userId, { scopes: ['*'] })).token,
        })
  const statusAt = async (i: number, ticket: string): Promise<number> => {
    const view = node(i).tokenRequired({ tickets: true }, () => new Response('in'))
    return (await view(new Request(`http://app.example/report.pdf?ticket=${ticket}`))).status
  }

  it.each(['classic', 'access'] as const)(
    'a ticket for one request, of a %s token: one of 30 at a time on three nodes, twenty times',
    async (kind) => {
      for (let round = 0; round < 20; round++) {
        const ticket = node(0).tickets.issue(await authenticated(kind), { ...GET, once: true })
        const statuses = await Promise.all(
          Array.from({ length: 30 }, (_, i) => statusAt(i % 3, ticket)),
        )
        expect(statuses.filter((status) => status === 200)).toHaveLength(1)
        expect(statuses.filter((status) => status === 403)).toHaveLength(29)
      }
    },
  )

  it('S-01: a revocation on one node ends the ticket on the others with its next request', async () => {
    const authentication = await authenticated('access')
    const ticket = node(0).tickets.issue(authentication, GET)
    expect(await statusAt(1, ticket)).toBe(200)
    await node(2).accessTokens.revoke(String((authentication.token as { id?: string }).id))
    expect([
      await statusAt(0, ticket),
      await statusAt(1, ticket),
      await statusAt(2, ticket),
    ]).toEqual([403, 403, 403])
  })

  it('a login that makes a new hash ends no ticket; a password change by SQL ends all', async () => {
    const tickets = [
      node(0).tickets.issue(await authenticated('classic'), GET),
      node(0).tickets.issue(await authenticated('access'), GET),
    ]
    const before = (await stores[0]?.findById(userId))?.password
    await node(1).login('maria', 'right')
    await node(2).login('maria', 'right')
    expect((await stores[0]?.findById(userId))?.password).not.toBe(before)
    const statuses = (): Promise<number[]> =>
      Promise.all(tickets.flatMap((ticket) => [0, 1, 2].map((i) => statusAt(i, ticket))))
    expect(await statuses()).toEqual([200, 200, 200, 200, 200, 200])
    const password = await makePassword('another', { iterations: 1 })
    await sqlAdmin(stores[0] as SqlStore).users.update(userId, { password })
    expect(await statuses()).toEqual([403, 403, 403, 403, 403, 403])
  })
})
