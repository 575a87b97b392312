/** Three nodes over one database, each behind a network of its own that can fail, and what is recorded of them. */
import { sqlAdmin } from '../../src/admin/index.ts'
import { startMariadb, startPostgres } from '../../../../scripts/services.mjs'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { type Database, freshMariadb, freshPostgres } from '../support/databases.ts'
import { theDjango } from '../support/django.ts'
import { type DjangoPeer, djangoPeer } from '../support/django-project.ts'
import { lacks } from '../support/peers/peers.ts'
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts'
import type { Cut, FaultSpan, Observation } from './facts.ts'
import type { Person, Token } from './people.ts'
import { type HistoryNode, startNode } from './start-node.ts'

export type DatabaseName = 'PostgreSQL' | 'MariaDB'

export const BOUND_SECONDS = 1
export const GRACE_SECONDS = 1
/** One for each change of the key of all nodes. */
export const SECRET_KEYS: readonly string[] = Array.from(
  { length: 200 },
  (_, index) => `secret key ${index} of the history check, long enough for all`,
)

export interface Member {
  readonly node: HistoryNode
  /** Between it and the database. */
  readonly proxy: TcpProxy
}

/** Nodes over one database, and what is known and recorded of them. */
export interface Scene {
  readonly nodes: readonly HistoryNode[]
  /** Past the networks of the nodes. */
  readonly query: Database['query']
  readonly admin: ReturnType<typeof sqlAdmin>
  /** `undefined` where it is not installed. */
  readonly django: DjangoPeer | undefined
  readonly people: Person[]
  readonly observations: Observation[]
  /** Tokens whose last change is not long ago, in the order of time. */
  readonly recent: Token[]
  readonly clock: { isShifted: boolean; steps: number }
  /** What ends by itself, after a while. */
  readonly later: Promise<void>[]
  /** How often each change was made, and each fault. */
  readonly counts: Map<string, number>
}

export interface World extends Scene {
  readonly cuts: Cut[]
  readonly faults: FaultSpan[]
  readonly members: readonly Member[]
  readonly server: Awaited<ReturnType<typeof startPostgres>>
  stop(): Promise<void>
}

export function emptyScene(given: Pick<Scene, 'nodes' | 'query' | 'admin' | 'django'>): Scene {
  const clock = { isShifted: false, steps: 0 }
  const lists = { people: [], observations: [], recent: [], later: [] }
  return { ...given, ...lists, clock, counts: new Map() }
}

export async function openWorld(name: DatabaseName): Promise<World> {
  const isPostgres = name === 'PostgreSQL'
  const server = await (isPostgres ? startPostgres : startMariadb)()
  const database = await (isPostgres ? freshPostgres : freshMariadb)(undefined, server.url)
  const django = await djangoOver(name, database.url)
  const timeout = 20_000
  const store = isPostgres
    ? postgresStore(database.url, { timeout })
    : mysqlStore(database.url, { timeout })
  const admin = sqlAdmin(store)
  await admin.migrate()
  const members = await Promise.all(
    ['node 1', 'node 2', 'node 3'].map(async (node): Promise<Member> => {
      const proxy = await tcpProxy(server.port)
      const url = Object.assign(new URL(database.url), { port: proxy.port }).href
      const options = {
        ...{ name: node, url, secretKeys: SECRET_KEYS, isHeld: false },
        ...{ maxStaleSeconds: BOUND_SECONDS, graceSeconds: GRACE_SECONDS },
      }
      return { proxy, node: await startNode(options, [0]) }
    }),
  )
  return {
    ...emptyScene({ nodes: members.map(({ node }) => node), query: database.query, admin, django }),
    members,
    server,
    cuts: [],
    faults: [],
    async stop() {
      for (const { node, proxy } of members) {
        await node.stop()
        await proxy.close()
      }
      await django?.close()
      await store.close()
      await database.drop()
      await server.stop()
    },
  }
}

/** Its tables come first: those of an application that has them. */
async function djangoOver(name: DatabaseName, url: string): Promise<DjangoPeer | undefined> {
  if (lacks(name === 'PostgreSQL' ? 'Django over PostgreSQL' : 'Django over MySQL')) {
    return undefined
  }
  const settings = { database: url, secretKey: SECRET_KEYS[0] as string }
  const django = await djangoPeer(settings, theDjango('Django').python)
  await django.call('migrate')
  return django
}

export function count({ counts }: Scene, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
