/** A file that others have locked, a disk that is full, a process that is killed while it writes. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import {
  type TokenApiEvent,
  UnavailableError,
  type StoredUser,
  createTokenApi,
} from '../../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../../src/password/index.ts'
import { type SqlStore, sqliteStore } from '../../../src/stores/sqlite/index.ts'
import { copyDatabase } from '../../support/corpus.ts'
import { CANARIES, ITERATIONS, PASSWORD, SECRET_KEY } from '../../support/fault-bench.ts'
import { type Product, product } from '../../support/product.ts'
import {
  type Account,
  burst,
  expectBackToNormal,
  expectUnavailable,
  login,
  ready,
  statuses,
  verify,
} from '../../support/questions.ts'
import { smallDisk } from '../../support/small-disk.ts'
import { delivered } from '../../support/delivered.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'tokenapi-'))
const ends: (() => unknown)[] = []
afterAll(async () => {
  for (const end of ends) await end()
})

/** The server over a file with one user more, whose hash it would make anew. */
async function serving(
  path: string,
): Promise<{ server: Product; account: Account; store: SqlStore }> {
  const store = sqliteStore(path, { create: true })
  await sqlAdmin(store).migrate()
  const password = await makePassword(PASSWORD, { iterations: ITERATIONS })
  const user = await sqlAdmin(store).users.add({ username: 'someone-else', password })
  const { makeToken } = createTokenApi({ secretKey: SECRET_KEY, store })
  const account = { ...user, password: PASSWORD, token: makeToken(user) }
  const env = { SECRET_KEY, PASSWORD_ITERATIONS: String(2 * ITERATIONS) }
  const server = await product({ ...env, DATABASE_URL: `sqlite:${path}` })
  ends.push(() => server.stop())
  return { server, account, store }
}

describe('F-13: locked by somebody else', () => {
  it('a file as Django makes it: 503 for everybody in time, then as before', async () => {
    const path = copyDatabase('django.sqlite3')
    const { server, account, store } = await serving(path)
    await expectBackToNormal(server, account)
    const other = new DatabaseSync(path)
    other.exec('BEGIN EXCLUSIVE')
    // So many that they would take longer if each of them waited for the lock.
    const waves = Array.from({ length: 3 }, () => burst(server, account))
    expectUnavailable((await Promise.all(waves)).flat())
    expect(await ready(server)).toBe(503)
    await expect(sqlAdmin(store).users.update(account.id, { isActive: false })).rejects.toThrow(
      UnavailableError,
    )
    other.exec('COMMIT')
    await expectBackToNormal(server, account)
    other.close()
    await expectUnharmed(server, account)
  })

  it('a file of ours: who reads goes on, who writes is told', async () => {
    const path = join(folder(), 'db.sqlite3')
    const { server, account, store } = await serving(path)
    const other = new DatabaseSync(path)
    other.exec('BEGIN IMMEDIATE')
    expect((await verify(server, account)).status).toBe(200)
    expect(await ready(server)).toBe(200)
    // The new hash cannot be stored, and that is no reason to refuse a login.
    expect((await login(server, account)).status).toBe(200)
    await expect.poll(server.output).toContain('password.upgrade_failed')
    expect(statuses(await burst(server, account))).toEqual([200])
    const added = sqlAdmin(store).users.add({ username: 'new', password: '!' })
    await expect(added).rejects.toThrow(UnavailableError)
    other.exec('COMMIT')
    other.close()
    expect((await sqlAdmin(store).users.add({ username: 'new', password: '!' })).username).toBe(
      'new',
    )
    await expectBackToNormal(server, account)
    await expectUnharmed(server, account)
  })
})

describe('F-14', () => {
  it('the disk is full: who reads goes on, what was acknowledged is there', async () => {
    const disk = smallDisk()
    ends.push(disk.remove)
    const store = sqliteStore(disk.database, { create: true })
    ends.unshift(() => store.close())
    await sqlAdmin(store).migrate()
    const password = await makePassword(PASSWORD, { iterations: ITERATIONS })
    const user = await sqlAdmin(store).users.add({ username: 'maria', password })
    disk.fill()

    const added: string[] = []
    const adding = async (): Promise<void> => {
      for (;;) {
        const username = `${added.length}`.padEnd(100, 'x')
        await sqlAdmin(store).users.add({ username, password: '!' })
        added.push(username)
      }
    }
    await expect(adding()).rejects.toThrow(UnavailableError)
    expect(added.length).toBeGreaterThan(10)
    expect(await store.findById(user.id)).toEqual(user)
    await store.ping()
    const large = sqlAdmin(store).users.update(user.id, { password: 'x'.repeat(100_000) })
    await expect(large).rejects.toThrow(UnavailableError)
    if (disk.isReal) await expectLogin(store, user)
    expect(await store.findById(user.id)).toEqual(user)

    disk.free()
    await sqlAdmin(store).users.add({ username: 'there is room again', password: '!' })
    for (const username of added) expect(await store.findByUsername(username)).toBeDefined()
    expect(disk.integrity()).toEqual({ integrity_check: 'ok' })
  })

  it('killed while it writes, 20 times: the file is whole, what was acknowledged is there', async () => {
    const path = join(folder(), 'db.sqlite3')
    const store = sqliteStore(path, { create: true })
    await sqlAdmin(store).migrate()
    for (let round = 0; round < 20; round++) {
      const last = await killedWriter(path, round, 5 + 2 * round)
      for (let i = 0; i <= last; i++) {
        // Added in one transaction; in the next the hash was swapped and a token kept.
        expect(await store.findByUsername(`${round}-${i}`)).toMatchObject({ password: 'new' })
        expect(await store.upgrades.findKeptToken(digestOf(round, i))).toBe(BOUND)
      }
      const database = new DatabaseSync(path)
      expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
      database.close()
    }
    await store.close()
  })
})

/** The new hash cannot be stored, and that is no reason to refuse a login. */
async function expectLogin(store: SqlStore, user: StoredUser): Promise<void> {
  const events: TokenApiEvent[] = []
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    passwordHasher: createPasswordHasher({ iterations: 2 * ITERATIONS }),
    onEvent: (event) => events.push(event),
  })
  expect((await api.login(user.username, PASSWORD)).token).toBe(api.makeToken(user))
  await delivered()
  expect(events).toMatchObject([
    {
      name: 'password.upgrade_failed',
      userId: user.id,
      error: expect.any(UnavailableError),
    },
    { name: 'login.succeeded', userId: user.id, username: user.username },
  ])
}

const BOUND = 'b'.repeat(64)
const digestOf = (round: number, i: number): string => `${round}${i}`.padStart(64, '0')

const WRITER = `
const [entry, path, round, bound] = process.argv.slice(1)
const { sqliteStore } = await import(entry)
const { sqlAdmin } = await import(new URL('../../admin/index.js', entry))
const store = sqliteStore(path)
for (let i = 0; ; i++) {
  const { id } = await sqlAdmin(store).users.add({ username: round + '-' + i, password: 'old' })
  const tokens = [{ digest: (round + i).padStart(64, '0'), lastDay: 99999 }]
  const keep = { boundFrom: 'f'.repeat(64), boundTo: bound, tokens, today: 1 }
  await store.upgrades.replaceHash({ id, from: 'old', to: 'new', keep })
  console.log(i)
}`

/** A process that writes until so much is acknowledged, and then is gone: the last that was. */
async function killedWriter(path: string, round: number, least: number): Promise<number> {
  const entry = new URL('../../../dist/stores/sqlite/index.js', import.meta.url).href
  const args = [
    '--no-warnings',
    '--input-type=module',
    '-e',
    WRITER,
    entry,
    path,
    `${round}`,
    BOUND,
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (data: Buffer) => {
    said += data.toString()
    if (said.split('\n').length > least) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  return Number(said.split('\n').at(-2))
}

async function expectUnharmed(server: Product, account: Account): Promise<void> {
  server.expectUnharmed()
  expect(await server.stop()).toBe(0)
  for (const secret of [...CANARIES, account.token]) expect(server.output()).not.toContain(secret)
}
