/** What every store does, whatever it keeps users in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type UserDirectory, UserExistsError, type UserStore } from '../../src/index.ts'

type Tested = UserStore & UserDirectory

export function storeContract(name: string, open: () => Promise<Tested>): void {
  describe(name, () => {
    let store: Tested
    beforeAll(async () => {
      store = await open()
      await store.addUser({ id: 1, username: 'zoé', password: 'a' })
      await store.addUser({ id: 2, username: 'Zoe', password: 'b', isActive: false })
      await store.addUser({ id: 9007199254740993n, username: 'far', password: 'c' })
    })
    afterAll(() => store.close())

    it('answers', () => expect(store.ping()).resolves.toBeUndefined())
    it.each([
      [1, { id: 1, username: 'zoé', password: 'a', isActive: true }],
      [2, { id: 2, username: 'Zoe', password: 'b', isActive: false }],
      [
        9007199254740993n,
        { id: 9007199254740993n, username: 'far', password: 'c', isActive: true },
      ],
      [3, undefined],
      [9007199254740992n, undefined],
      [-1, undefined],
    ])('by id %s', async (id, user) => expect(await store.findById(id)).toEqual(user))
    it.each([
      ['zoé', 1],
      ['Zoe', 2],
      ['zoe', undefined],
      ['ZOÉ', undefined],
      ['zoe\u0301', undefined],
      ['zoé ', undefined],
      ['', undefined],
      ['zoé\0', undefined],
      ['\ud800', undefined],
      ["' OR 1=1 --", undefined],
      ['%', undefined],
    ])('by user name %j, exactly', async (username, id) => {
      expect((await store.findByUsername(username))?.id).toBe(id)
    })
    it('gives the next id, refuses a taken name or id', async () => {
      const added = await store.addUser({ username: 'next', password: 'd' })
      expect(BigInt(added.id)).toBeGreaterThan(2n)
      expect(await store.findById(added.id)).toEqual(added)
      await expect(store.addUser({ username: 'next', password: 'e' })).rejects.toThrow(
        UserExistsError,
      )
      await expect(store.addUser({ id: 1, username: 'other', password: 'e' })).rejects.toThrow(
        UserExistsError,
      )
      expect(await store.findByUsername('other')).toBeUndefined()
    })
    it('changes what it is told to, and nothing else', async () => {
      expect(await store.updateUser(2, { isActive: true })).toBe(true)
      expect(await store.updateUser(2, { password: 'new' })).toBe(true)
      expect(await store.findById(2)).toEqual({
        id: 2,
        username: 'Zoe',
        password: 'new',
        isActive: true,
      })
      expect(await store.updateUser(2, {})).toBe(true)
      expect(await store.updateUser(77, { password: 'x' })).toBe(false)
    })
    it('lists all in the order of their ids', async () => {
      const ids: bigint[] = []
      for await (const user of store.listUsers()) ids.push(BigInt(user.id))
      expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(ids).toContain(9007199254740993n)
    })
    it('removes', async () => {
      expect(await store.removeUser(2)).toBe(true)
      expect(await store.findById(2)).toBeUndefined()
      expect(await store.findByUsername('Zoe')).toBeUndefined()
      expect(await store.removeUser(2)).toBe(false)
    })
  })
}
