/** `detectChanges` over a real file: what is forgotten at the next turn, and what is never remembered. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { createTokenApi } from '../../src/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'

const nextTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const ends: (() => void)[] = []
afterEach(() => ends.splice(0).forEach((end) => end()))

/** An api over a connection of the application, another connection, and the number of look-ups. */
async function setUp() {
  const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
  const own = new DatabaseSync(path)
  const store = sqliteStore(own, { detectChanges: true })
  await sqlAdmin(store).migrate()
  const password = 'pbkdf2_sha256$1$salt$hash'
  const user = await sqlAdmin(store).users.add({ username: 'maria', password })
  const others = new DatabaseSync(path)
  others.exec('PRAGMA busy_timeout = 5000')
  ends.push(
    () => others.close(),
    () => own.close(),
  )
  const counted = { lookUps: 0 }
  const api = createTokenApi({
    secretKey: 'a secret key for the tests alone, long enough',
    store: { ...store, findById: (id) => (counted.lookUps++, store.findById(id)) },
    maxStaleSeconds: 60,
  })
  const credentials = { user: String(user.id), token: api.makeToken(user) }
  const isLetIn = (): Promise<boolean> =>
    api.verify(credentials).then(
      () => true,
      () => false,
    )
  return { own, others, counted, isLetIn }
}

const SET_INACTIVE = 'UPDATE auth_user SET is_active = 0'
const SET_ACTIVE = 'UPDATE auth_user SET is_active = 1'
const HIDE = `ALTER TABLE auth_user RENAME TO people;
  CREATE VIEW auth_user AS SELECT id, username, password, 0 AS is_active FROM people`

it('without a change nothing is read again, turn after turn', async () => {
  const { counted, isLetIn } = await setUp()
  await isLetIn()
  counted.lookUps = 0
  for (let i = 0; i < 50; i++) {
    expect(await isLetIn()).toBe(true)
    await nextTurn()
  }
  expect(counted.lookUps).toBe(0)
})

it.each([
  ['another connection changes a row', 'others', SET_INACTIVE],
  ['the application changes a row', 'own', SET_INACTIVE],
  ['another connection changes tables', 'others', HIDE],
  ['the application changes tables', 'own', HIDE],
  ['the application commits a transaction', 'own', `BEGIN; ${SET_INACTIVE}; COMMIT`],
  [
    'a trigger changes the row',
    'own',
    `CREATE TABLE leavers (id); CREATE TRIGGER leave AFTER INSERT ON leavers BEGIN
       UPDATE auth_user SET is_active = 0 WHERE id = NEW.id; END;
     INSERT INTO leavers SELECT id FROM auth_user`,
  ],
] as const)('%s: seen at the next turn', async (_name, by, sql) => {
  const all = await setUp()
  expect(await all.isLetIn()).toBe(true)
  await nextTurn()
  expect(await all.isLetIn()).toBe(true)
  all[by].exec(sql)
  await nextTurn()
  expect(await all.isLetIn()).toBe(false)
})

it.each(['BEGIN', 'SAVEPOINT s'])('after %s each request is a look-up', async (begin) => {
  const { own, counted, isLetIn } = await setUp()
  await isLetIn()
  own.exec(begin)
  await nextTurn()
  counted.lookUps = 0
  for (let i = 0; i < 5; i++) {
    await isLetIn()
    await nextTurn()
  }
  expect(counted.lookUps).toBe(5)
})

it('what is rolled back was never remembered, also within one turn', async () => {
  const { own, isLetIn } = await setUp()
  own.exec(SET_INACTIVE)
  await nextTurn()
  expect(await isLetIn()).toBe(false)
  own.exec('BEGIN')
  own.exec(SET_ACTIVE)
  await isLetIn()
  own.exec('ROLLBACK')
  await nextTurn()
  expect(await isLetIn()).toBe(false)

  own.exec('BEGIN')
  own.exec(SET_ACTIVE)
  await nextTurn()
  expect(await isLetIn()).toBe(true)
  own.exec('ROLLBACK')
  await nextTurn()
  expect(await isLetIn()).toBe(false)
})

it('users in an attached file, whose changes leave no mark in the main one, are read for every request', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  const path = join(folder, 'users.sqlite3')
  const others = new DatabaseSync(path)
  await sqlAdmin(sqliteStore(others)).migrate()
  const password = 'pbkdf2_sha256$1$salt$hash'
  const user = await sqlAdmin(sqliteStore(others)).users.add({ username: 'maria', password })
  const own = new DatabaseSync(join(folder, 'main.sqlite3'))
  own.exec(`ATTACH '${path}' AS users`)
  ends.push(
    () => others.close(),
    () => own.close(),
  )
  const api = createTokenApi({
    secretKey: 'a secret key for the tests alone, long enough',
    store: sqliteStore(own, { detectChanges: true }),
    maxStaleSeconds: 60,
  })
  const credentials = { user: String(user.id), token: api.makeToken(user) }
  await api.verify(credentials)
  await nextTurn()
  others.exec(SET_INACTIVE)
  await nextTurn()
  await expect(api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
})
