/** Which stores `sqlAdmin` administers. */
import { expect, it, vi } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type UserStore, isConfigError } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { sqliteStore } from '../../src/stores/sqlite/index.ts'

const ownStore: UserStore = {
  idType: 'integer',
  findById: () => undefined,
  findByUsername: async () => undefined,
  ping: async () => {},
  close: async () => {},
}

it.each<[string, unknown]>([
  ['users in memory', memoryStore([])],
  ['a store of the application', ownStore],
  ['a SQL store in an object of its own', { ...ownStore, inner: sqliteStore(':memory:') }],
  ['no store', undefined],
])('a foreign store is a ConfigError with the fix: %s', (_what, store) => {
  let error: unknown
  try {
    sqlAdmin(store as UserStore)
  } catch (thrown) {
    error = thrown
  }
  expect(isConfigError(error)).toBe(true)
  expect(String(error)).toBe(
    'ConfigError: `sqlAdmin` needs a store of tokenapi/sqlite, tokenapi/postgres or tokenapi/mysql. Administer the users of any other store with its own methods; those of `memoryStore` are at `store.users`',
  )
})

it('a store of another copy of the package is administered, and its errors are recognised', async () => {
  vi.resetModules()
  const copy = await import('../../src/stores/sqlite/index.ts')
  expect(copy.sqliteStore).not.toBe(sqliteStore)
  const store = copy.sqliteStore(':memory:', { create: true })
  const { migrate, users } = sqlAdmin(store)
  const error = await users.add({ username: 'maria', password: '!' }).catch((thrown) => thrown)
  expect(isConfigError(error)).toBe(true)
  expect(await migrate()).not.toEqual([])
  await users.add({ username: 'maria', password: '!' })
  expect(await store.findByUsername('maria')).toMatchObject({ id: 1, username: 'maria' })
  await store.close()
})
