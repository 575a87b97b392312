/** A node over a SQLite file, for one scenario. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { sqliteStore } from '../../../src/stores/sqlite/index.ts'
import type { Person, Token } from '../people.ts'
import { verify } from '../requests.ts'
import { type HistoryNode, startNode } from '../start-node.ts'
import { issue } from '../token-changes.ts'
import { addClassic, weakHash } from '../user-changes.ts'
import { SECRET_KEYS, type Scene, emptyScene } from '../world.ts'

export interface StageOptions {
  readonly seconds?: number
  readonly graceSeconds?: number
  readonly hook?: string
}

export interface Stage {
  readonly scene: Scene
  readonly node: HistoryNode
  readonly person: Person
  readonly classic: Token
  readonly access: Token
  /** Starts another node. */
  other(): Promise<HistoryNode>
  /** Milliseconds. */
  readonly bound: number
  /** The status of a request with a token. */
  ask(token: Token, node?: HistoryNode): Promise<number>
  /** Waits until what was acknowledged must be seen. */
  passBound(): Promise<void>
  /** Waits until a node holds something back. */
  held(): Promise<void>
  stop(): Promise<void>
}

export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { seconds = 0.5, graceSeconds = 60, hook } = options
  const url = join(mkdtempSync(join(tmpdir(), 'tokenapi-history-')), 'db.sqlite3')
  const store = sqliteStore(url, { create: true, busyTimeout: 10_000 })
  const admin = sqlAdmin(store)
  await admin.migrate()
  const password = 'the password'
  const hash = await weakHash(password)
  const { id } = await admin.users.add({ username: 'maria', password: hash })
  const state = { hash, isActive: true, exists: true, isBusy: false, isLost: false }
  const person: Person = { id: Number(id), username: 'maria', password, tokens: [], ...state }

  const settings = { url, maxStaleSeconds: seconds, graceSeconds, isHeld: true }
  const nodes: HistoryNode[] = []
  const start = async (): Promise<HistoryNode> => {
    const name = `node ${nodes.length + 1}`
    const started = await startNode({ ...settings, name, secretKeys: SECRET_KEYS, hook }, [0])
    nodes.push(started)
    return started
  }
  const node = await start()
  const database = new DatabaseSync(url, { timeout: 10_000 })
  const query = async <Row>(sql: string) => database.prepare(sql).all() as Row[]
  const scene = emptyScene({ nodes, query, admin, django: undefined })
  addClassic(scene, person)
  await issue(scene, node, person)
  const [classic, access] = person.tokens as [Token, Token]
  const bound = seconds * 1_000

  return {
    ...{ scene, node, other: start, person, classic, access, bound },
    ask: async (token, asked = node) => (await verify(scene.observations, asked, token)).status,
    passBound: () => pause(bound + 10),
    async held() {
      while ((await node.command('held')).body === '0') await pause(1)
    },
    async stop() {
      for (const each of nodes) await each.stop()
      database.close()
      await store.close()
    },
  }
}
