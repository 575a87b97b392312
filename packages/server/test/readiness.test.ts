/** The server needs the tables of its settings. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { sqlAdmin } from 'tokenapi/admin'
import { sqliteStore } from 'tokenapi/sqlite'

import { product } from '../../tokenapi/test/support/product.ts'
import { ready } from '../../tokenapi/test/support/questions.ts'

it('without the tables of access tokens: not ready, and no start, with the fix', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
  const store = sqliteStore(path, { create: true })
  await sqlAdmin(store).migrate()
  await store.close()
  const classic = {
    SECRET_KEY: 'a-secret-key-of-this-test-long-enough',
    DATABASE_URL: `sqlite:${path}`,
  }
  const server = await product({ ...classic, ACCESS_TOKENS: 'true' })
  expect(await ready(server)).toBe(200)
  const database = new DatabaseSync(path)
  database.exec('DROP TABLE tokenapi_tokens')
  database.close()
  expect(await ready(server)).toBe(503)
  await server.stop()
  await expect(product({ ...classic, ACCESS_TOKENS: 'true' })).rejects.toThrow(
    /no table "tokenapi_tokens" for access tokens: run `tokenapi migrate`/,
  )
  const withoutTokens = await product(classic)
  expect(await ready(withoutTokens)).toBe(200)
  await withoutTokens.stop()
})

it('a table of access tokens that another version made: no start, with the column and the fix', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'db.sqlite3')
  const store = sqliteStore(path, { create: true })
  await sqlAdmin(store).migrate()
  await store.close()
  const database = new DatabaseSync(path)
  database.exec('ALTER TABLE tokenapi_tokens RENAME COLUMN unused_until TO other')
  database.close()
  const settings = {
    SECRET_KEY: 'a-secret-key-of-this-test-long-enough',
    DATABASE_URL: `sqlite:${path}`,
    ACCESS_TOKENS: 'true',
  }
  await expect(product(settings)).rejects.toThrow(
    /the table "tokenapi_tokens" of .* lacks a column \(.*unused_until\): .* drop it, or rename it and its indexes, and run `tokenapi migrate`/,
  )
})
