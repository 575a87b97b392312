/** A request's way from the adapter to the driver, counted in a stack trace. */
import { DatabaseSync } from 'node:sqlite'

import { expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { tokenRequired } from '../../src/adapters/express.ts'
import { createTokenApi } from '../../src/index.ts'
import { type SqliteDatabase, sqliteStore } from '../../src/stores/sqlite/index.ts'

const SOURCE = /packages\/tokenapi\/src\/(.*?):\d+:\d+/

/** A database that records the stack of each `get` of a statement. */
function traced(database: DatabaseSync, stacks: string[]): SqliteDatabase {
  const prepare = (sql: string) => {
    const statement = database.prepare(sql)
    const get = statement.get.bind(statement) as (...values: unknown[]) => unknown
    return Object.assign(statement, {
      get: (...values: unknown[]) => {
        stacks.push(new Error('trace').stack ?? '')
        return get(...values)
      },
    })
  }
  return new Proxy(database, {
    get: (target, name) => {
      if (name === 'prepare') return prepare
      const member: unknown = Reflect.get(target, name)
      return typeof member === 'function' ? member.bind(target) : member
    },
  }) as SqliteDatabase
}

it('a guarded request over Express and SQLite passes at most 6 frames before the store', async () => {
  Error.stackTraceLimit = 50
  const stacks: string[] = []
  const store = sqliteStore(traced(new DatabaseSync(':memory:'), stacks))
  await sqlAdmin(store).migrate()
  const user = await sqlAdmin(store).users.add({ username: 'maria', password: 'a stored hash' })
  await store.ping()
  const api = createTokenApi({ secretKey: 'a secret key for the tests alone, long', store })
  const authorization = `Bearer ${user.id}:${api.makeToken(user)}`
  const request = {
    ...{ method: 'GET', url: '/', originalUrl: '/' },
    headers: { authorization },
    rawHeaders: ['authorization', authorization],
  }
  const response = { getHeader: () => undefined, setHeader: () => response }
  let entered = 0
  const run = (): void =>
    tokenRequired(api)(request as never, response as never, () => void entered++)
  run()
  stacks.length = 0
  run()
  expect(entered).toBe(2)
  expect(stacks).toHaveLength(1)
  const frames = (stacks[0] ?? '')
    .split('\n')
    .flatMap((line) => SOURCE.exec(line)?.[1] ?? [])
    .toReversed()
  const toStore = frames.findIndex((file) => file.startsWith('stores/'))
  expect(toStore, frames.join('\n')).toBeLessThanOrEqual(6)
  expect(frames.length, frames.join('\n')).toBeLessThanOrEqual(13)
})
