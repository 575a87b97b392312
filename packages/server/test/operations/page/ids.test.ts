/** Users whose ids are texts: the page changes the user whose id it shows, and no other. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { startAdmin } from './admin-server.ts'

const IDS = ['a', 'a/b', 'a?x', 'a#x', 'x/../a', '%61', '50%', 'a b', 'a%2Fb', 'zoë', '名', '..a']

let admin: Awaited<ReturnType<typeof startAdmin>>
const file = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'people.sqlite3')
const database = new DatabaseSync(file)
database.exec(
  `CREATE TABLE people (id text NOT NULL PRIMARY KEY DEFAULT (hex(randomblob(4))), username text NOT NULL UNIQUE,
    password text NOT NULL, is_active bool NOT NULL, is_staff bool NOT NULL DEFAULT 0, email text)`,
)
for (const id of IDS) {
  database.prepare(`INSERT INTO people VALUES (?, ?, '!', 1, 0, '')`).run(id, `user ${id}`)
}

beforeAll(async () => {
  admin = await startAdmin({
    settings: {
      DATABASE_URL: `sqlite:${file}`,
      USERS_TABLE: 'people',
      USERS_ID_TYPE: 'string',
    },
  })
})
afterAll(async () => admin.stop())

it.each(IDS)('the user with the id %j is shown and deactivated, and no other', async (id) => {
  const visitor = admin.visit()
  await visitor.signIn()
  const path = `/users/${encodeURIComponent(id)}`
  const shown = await visitor.ask(path)
  expect(shown.status).toBe(200)
  expect(shown.text).toContain(`<h1>user ${id}</h1>`)
  expect(await visitor.submit(`${path}/deactivate`)).toMatchObject({
    status: 303,
    to: expect.stringContaining(`${path}?result=`),
  })
  const inactive = database.prepare(
    "SELECT id FROM people WHERE is_active = 0 AND username LIKE 'user %'",
  )
  expect(inactive.all()).toEqual([{ id }])
  await visitor.submit(`${path}/activate`)
  expect(inactive.all()).toEqual([])
  expect(admin.errors).toEqual([])
})
