/** Look-ups that come together go together, and each gets its own answer. */
import { afterEach, describe, expect, it, vi } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import type { StoredUser, UserId } from '../../src/index.ts'
import type { SqlDatabase } from '../../src/stores/sql/database.ts'
import type { Row } from '../../src/stores/sql/executor.ts'
import { batchedLookups } from '../../src/stores/sql/batched-lookups.ts'
import { userLookups } from '../../src/stores/sql/user-lookups.ts'
import { userSelect } from '../../src/stores/sql/user-select.ts'
import { SQLITE } from '../../src/stores/sqlite/sqlite-dialect.ts'
import { type UserTableMapping, readUserTable } from '../../src/stores/user-table.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore, recordedStore } from '../support/recorded-store.ts'

describeEachPeer(EVERY_DATABASE)('on %s', (database) => {
  it('300 at once: each the user asked for, and nobody for a key that nobody has', async () => {
    const store = await freshStore(database)
    const ids: UserId[] = []
    for (let i = 0; i < 100; i++) {
      ids.push(
        (await sqlAdmin(store).users.add({ username: `user-${i}`, password: `hash-${i}` })).id,
      )
    }
    const asked = Array.from({ length: 300 }, (_, i) => (i % 7 === 0 ? 5_000 + i : (i * 37) % 100))
    const found = await Promise.all(
      asked.map(async (place) => store.findById(place < 100 ? (ids[place] as UserId) : place)),
    )
    expect(found.map((user) => user?.password)).toEqual(
      asked.map((place) => (place < 100 ? `hash-${place}` : undefined)),
    )
    await store.close()
  })

  it('uuids, in whichever of its two spellings a key is kept', async () => {
    const store = await recordedStore(database, true)
    const users: StoredUser[] = []
    for await (const user of sqlAdmin(store).users.list()) users.push(user)
    expect(users.length).toBeGreaterThan(3)
    const asked = [...users, ...users, ...users].map(({ id }) => id)
    expect(await Promise.all(asked.map(async (id) => store.findById(id)))).toEqual([
      ...users,
      ...users,
      ...users,
    ])
    await store.close()
  })
})

describe('how they go', () => {
  afterEach(() => vi.useRealTimers())

  const rowOf = (id: unknown): Row => ({ id, username: `user-${id}`, password: '!', is_active: 1 })
  /** A database that answers when told to, and says which keys it was asked for. */
  const slowDatabase = (users: UserTableMapping = {}) => {
    const asked: unknown[][] = []
    const open: { resolve(rows: readonly Row[]): void; reject(error: Error): void }[] = []
    const all = (_sql: string, keys: readonly unknown[] = []): Promise<readonly Row[]> => {
      asked.push([...keys])
      return new Promise((resolve, reject) => open.push({ resolve, reject }))
    }
    const first = async (sql: string, keys?: readonly unknown[]) => (await all(sql, keys))[0]
    const database = { dialect: SQLITE, all, first } as unknown as SqlDatabase
    const find = batchedLookups(database, userLookups(userSelect(readUserTable(users), SQLITE)))
    const answer = (place: number): void => open[place]?.resolve((asked[place] ?? []).map(rowOf))
    return {
      find,
      asked,
      answer,
      fail: (place: number, error: Error) => open[place]?.reject(error),
    }
  }

  it('two by themselves, the rest with the next answer', async () => {
    const { find, asked, answer } = slowDatabase()
    const finds = [1, 2, 3, 4, 5].map(async (id) => find(id))
    expect(asked).toEqual([[1], [2]])
    answer(0)
    await finds[0]
    expect(asked.slice(2)).toEqual([[3, 4, 5, 3]])
    answer(1)
    answer(2)
    expect((await Promise.all(finds)).map((user) => user?.id)).toEqual([1, 2, 3, 4, 5])
  })

  it('a row under another spelling of the key is nobody: a collation may take "B" for "b"', async () => {
    const { find, answer, asked } = slowDatabase({ idType: 'string' })
    const finds = ['x', 'y', 'a', 'b'].map((id) => find(id))
    answer(0)
    await finds[0]
    asked[2] = ['B', 'a']
    answer(2)
    expect((await finds[2])?.id).toBe('a')
    expect(await finds[3]).toBeUndefined()
  })

  it('an answer that does not come holds the others up for a moment only', async () => {
    vi.useFakeTimers()
    const { find, asked, answer } = slowDatabase()
    void find(1)
    void find(2)
    const third = find(3)
    await vi.advanceTimersByTimeAsync(10)
    expect(asked).toEqual([[1], [2], [3]])
    answer(2)
    expect((await third)?.id).toBe(3)
  })

  it('an outage is an outage for all; a key that no column holds is to blame for itself alone', async () => {
    const { find, answer, fail, asked } = slowDatabase()
    const finds = [1, 2, 3, 4].map((id) => find(id))
    answer(0)
    await finds[0]
    const outage = new Error('gone')
    fail(2, outage)
    await expect(finds[2]).rejects.toBe(outage)
    await expect(finds[3]).rejects.toBe(outage)
    answer(1)
    await finds[1]

    const later = [5, 6, 7, 8].map((id) => find(id))
    answer(3)
    await later[0]
    const kindOfError = vi.spyOn(SQLITE, 'kindOfError').mockReturnValueOnce('value')
    fail(5, new Error('not a text of this column'))
    await vi.waitFor(() => expect(asked.slice(6)).toEqual([[7], [8]]))
    answer(4)
    answer(6)
    fail(7, outage)
    expect((await later[2])?.id).toBe(7)
    await expect(later[3]).rejects.toBe(outage)
    kindOfError.mockRestore()
  })
})
