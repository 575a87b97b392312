/** Directories that are right but for one mistake. */
import type { NewUser, StoredUser, UserChanges, UserId } from '../../src/index.ts'
import type { Mistake, Right } from './mistaken-store.ts'

export const overwrites: Mistake = (right) => ({
  async addUser(user: NewUser) {
    const there = await right.findByUsername(user.username)
    if (there !== undefined) await right.removeUser(there.id)
    return right.addUser(user)
  },
})

export const driverError: Mistake = (right) => ({
  async addUser(user: NewUser) {
    if (user.id !== undefined && (await right.findById(user.id))) throw new Error('ER_DUP_ENTRY')
    return right.addUser(user)
  },
})

/** As without a unique column: each of them sees that the name is free. */
export const looksBeforeOnly: Mistake = (right) => ({
  async addUser(user: NewUser) {
    if (await right.findByUsername(user.username)) return right.addUser(user)
    await new Promise(setImmediate)
    return (await right.findByUsername(user.username)) ?? right.addUser(user)
  },
})

export const countsFromOne: Mistake = (right) => {
  let last = 0
  return { addUser: (user: NewUser) => right.addUser({ ...user, id: user.id ?? ++last }) }
}

export const addsActive: Mistake = (right) => ({
  addUser: (user: NewUser) => right.addUser({ ...user, isActive: true }),
})

export const addsInactive: Mistake = (right) => ({
  addUser: (user: NewUser) => right.addUser({ isActive: false, ...user }),
})

export const anyName: Mistake = (right) => ({
  addUser: async (user: NewUser) =>
    user.username === '' ? { ...user, isActive: true } : right.addUser(user),
})

export const resets: Mistake = (right) => ({
  updateUser: (id: UserId, changes: UserChanges) =>
    right.updateUser(id, { isActive: true, ...changes }),
})

export const cached: Mistake = (right) => {
  const cache = new Map<UserId, ReturnType<typeof right.findById>>()
  return {
    findById(id: UserId) {
      const known = cache.get(id) ?? right.findById(id)
      cache.set(id, known)
      return known
    },
  }
}

/** As with a driver that counts rows whose values are other than before. */
export const countsChanges: Mistake = (right) => ({
  async updateUser(id: UserId, changes: UserChanges) {
    const user = await right.findById(id)
    const after = { ...user, ...changes }
    const same = after.password === user?.password && after.isActive === user?.isActive
    return !same && right.updateUser(id, changes)
  },
})

export const changesNobody: Mistake = () => ({ updateUser: async () => true })

export const deactivates: Mistake = (right) => ({
  removeUser: (id: UserId) => right.updateUser(id, { isActive: false }),
})

export const listsThousand: Mistake = (right) => ({
  listUsers: () => listed(right, (users) => users.slice(0, 1_000)),
})

export const listsAsText: Mistake = (right) => ({
  listUsers: () =>
    listed(right, (users) => users.toSorted((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1))),
})

async function* listed(
  right: Right,
  change: (users: readonly StoredUser[]) => readonly StoredUser[],
) {
  const users: StoredUser[] = []
  for await (const user of right.listUsers()) users.push(user)
  yield* change(users)
}
