import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { startPostgres } from '../../../../../scripts/services.mjs'
import { sqlAdmin } from '../../../src/admin/index.ts'
import { postgresStore } from '../../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../../src/stores/sql/sql-store.ts'
import { sqliteStore } from '../../../src/stores/sqlite/index.ts'
import { freshPostgres } from '../../support/databases.ts'
import { SERVERS } from '../../support/faulty-database.ts'

/** Crashes. A thorough run sets the variable. */
const ROUNDS = Number(process.env['TOKENAPI_TEST_CRASHES'] ?? 3)
const NODE = join(import.meta.dirname, 'token-node.ts')
/** Milliseconds for one round on a busy machine. */
const MOST_MS = 30_000

it.skipIf(!SERVERS.includes('PostgreSQL'))(
  `S-02: PostgreSQL and a node are killed right after a revocation, ${ROUNDS} times: none is undone`,
  async () => {
    const server = await startPostgres({ settings: { fsync: 'on', full_page_writes: 'on' } })
    const { url } = await freshPostgres(undefined, server.url)
    const open = (): SqlStore => postgresStore(url, { timeout: MOST_MS })
    await prepare(open())
    for (let round = 0; round < ROUNDS; round++) {
      const revoked = await revokedUntil(url, 1 + (round % 5), () => server.crash())
      await server.restart()
      await expectRevoked(open(), revoked)
    }
    await server.stop()
  },
  MOST_MS * (ROUNDS + 1),
)

it(
  `S-02: a node over SQLite is killed right after a revocation, ${ROUNDS} times: none is undone`,
  async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
    const open = (): SqlStore => sqliteStore(path, { create: true })
    await prepare(open())
    for (let round = 0; round < ROUNDS; round++) {
      const revoked = await revokedUntil(path, 1 + (round % 5), async () => {})
      await expectRevoked(open(), revoked)
    }
    const database = new DatabaseSync(path)
    expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    database.close()
  },
  MOST_MS * (ROUNDS + 1),
)

async function prepare(store: SqlStore): Promise<void> {
  await sqlAdmin(store).migrate()
  await sqlAdmin(store).users.add({ id: 1, username: 'maria', password: 'x' })
  await store.close()
}

/** The ids that a node reported as revoked before it and its database were killed, at least so many. */
async function revokedUntil(
  url: string,
  least: number,
  crash: () => Promise<unknown>,
): Promise<readonly string[]> {
  const child = spawn(process.execPath, [NODE, url, 'revoke'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.on('data', (data: Buffer) => (complaints += data.toString()))
  const exit = once(child, 'exit')
  const ids: string[] = []
  let crashed: Promise<unknown> | undefined
  for await (const line of createInterface(child.stdout)) {
    ids.push(line)
    if (ids.length < least || crashed !== undefined) continue
    crashed = crash()
    child.kill('SIGKILL')
  }
  await crashed
  await exit
  expect(ids.length, complaints).toBeGreaterThanOrEqual(least)
  return ids
}

async function expectRevoked(store: SqlStore, ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    expect((await store.tokens.get(id))?.revokedAt).toBeTypeOf('number')
    expect(await store.tokens.revokeFamily(1, id, Date.now())).toEqual([])
  }
  await store.close()
}
