import { type NewUser, type UserStore } from 'tokenapi'
import { storeContract } from 'tokenapi/contracts'
import { test } from 'vitest'

declare const members: {
  deleteMany(): Promise<void>
  insertMany(users: readonly NewUser[]): Promise<void>
}
declare const store: UserStore

const cases = storeContract({
  idType: 'string',
  async open(users) {
    await members.deleteMany()
    await members.insertMany(users)
    return store
  },
})
for (const { name, run } of cases) test(name, run)

export {}
