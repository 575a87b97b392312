/** SQLite answers synchronously: what holds up a write must not hold up the process. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { auditTrail, sqlEvents } from '../../src/audit/index.ts'
import type { OperatorWarning } from '../../src/core/events/warn-once.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'
import { all, entries, entry } from './events-support.ts'

const file = (): string => join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')

let disk: SmallDisk | undefined
afterEach(() => {
  disk?.remove()
  disk = undefined
})

it('a lock of another process: the write is tried again, and SQLite waits for nothing', async () => {
  const path = file()
  // With the time-out of this store a statement that waits would block the process for a minute.
  const store = sqliteStore(path, { create: true, busyTimeout: 60_000 })
  await sqlAdmin(store).migrate()
  const events = sqlEvents(store)
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  const appending = events.append(entries(3))
  setTimeout(() => other.exec('COMMIT'), 50)
  await appending
  expect(await events.verify()).toMatchObject({ ok: true, count: 3 })
  other.close()
  await store.close()
})

it('a lock that stays: a warning, events wait, and none is lost', async () => {
  const path = file()
  const store = sqliteStore(path, { create: true, busyTimeout: 60_000 })
  await sqlAdmin(store).migrate()
  const warnings: OperatorWarning[] = []
  const audit = auditTrail(sqlEvents(store), { onWarning: (each) => warnings.push(each) })
  await audit.flush()
  const other = new DatabaseSync(path)
  other.exec('BEGIN IMMEDIATE')
  audit.record({ name: 'login.failed', time: new Date(0) })
  expect(await audit.flush()).toBe(false)
  expect(warnings).toHaveLength(1)
  // Reads are served.
  expect(await store.findByUsername('maria')).toBeUndefined()
  other.exec('COMMIT')
  expect(await audit.flush()).toBe(true)
  expect((await all(sqlEvents(store).list())).map(({ name }) => name)).toEqual([
    'audit.started',
    'login.failed',
  ])
  other.close()
  await audit.close()
  await store.close()
})

it('a full disk: a warning with the fix, and afterwards every event is there', async () => {
  disk = smallDisk()
  const store = sqliteStore(disk.database, { create: true })
  await sqlAdmin(store).migrate()
  const events = sqlEvents(store)
  const warnings: OperatorWarning[] = []
  const audit = auditTrail(events, { onWarning: (each) => warnings.push(each) })
  disk.fill()
  let recorded = 1
  const reason = 'x'.repeat(500)
  do {
    for (let i = 0; i < 100; i++) {
      audit.record({ name: 'login.failed', time: new Date(0), reason, code: String(recorded++) })
    }
  } while ((await audit.flush()) && recorded < 5_000)
  expect(warnings).toMatchObject([
    { message: expect.stringMatching(/the disk of .* is full: free space there/) },
  ])
  expect(await store.findByUsername('maria')).toBeUndefined()
  disk.free()
  await expect.poll(() => audit.flush(), { timeout: 20_000 }).toBe(true)
  const codes = (await all(events.list({ name: 'login' }))).map(({ code }) => Number(code))
  expect(codes).toEqual(Array.from({ length: recorded - 1 }, (_, i) => i + 1))
  expect(await events.verify()).toMatchObject({ ok: true, count: recorded })
  await audit.close()
  await store.close()
  expect(disk.integrity()).toMatchObject({ integrity_check: 'ok' })
})

it('a database that was handed in keeps its own time-out for locks', async () => {
  const database = new DatabaseSync(file())
  database.exec('PRAGMA busy_timeout = 4321')
  const store = sqliteStore(database as never)
  await sqlAdmin(store).migrate()
  await sqlEvents(store).append([entry(1)])
  expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 4321 })
  database.close()
})
