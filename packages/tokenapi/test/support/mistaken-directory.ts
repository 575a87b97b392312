/** Directories that are right but for one mistake. */
import type { NewUser, StoredUser, UserChanges, UserId } from '../../src/index.ts'
import type { Mistake, Right } from './mistaken-store.ts'

export const overwrites: Mistake = (right) => ({
  async add(user: NewUser) {
    const there = await right.findByUsername(user.username)
    if (there !== undefined) await right.users.remove(there.id)
    return right.users.add(user)
  },
})

export const driverError: Mistake = (right) => ({
  async add(user: NewUser) {
    if (user.id !== undefined && (await right.findById(user.id))) throw new Error('ER_DUP_ENTRY')
    return right.users.add(user)
  },
})

/** As without a unique column: each of them sees that the name is free. */
export const looksBeforeOnly: Mistake = (right) => ({
  async add(user: NewUser) {
    if (await right.findByUsername(user.username)) return right.users.add(user)
    await new Promise(setImmediate)
    return (await right.findByUsername(user.username)) ?? right.users.add(user)
  },
})

export const countsFromOne: Mistake = (right) => {
  let last = 0
  return { add: (user: NewUser) => right.users.add({ ...user, id: user.id ?? ++last }) }
}

export const addsActive: Mistake = (right) => ({
  add: (user: NewUser) => right.users.add({ ...user, isActive: true }),
})

export const addsInactive: Mistake = (right) => ({
  add: (user: NewUser) => right.users.add({ isActive: false, ...user }),
})

export const anyName: Mistake = (right) => ({
  add: async (user: NewUser) =>
    user.username === '' ? { ...user, isActive: true } : right.users.add(user),
})

export const resets: Mistake = (right) => ({
  update: (id: UserId, changes: UserChanges) =>
    right.users.update(id, { isActive: true, ...changes }),
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
  async update(id: UserId, changes: UserChanges) {
    const user = await right.findById(id)
    const after = { ...user, ...changes }
    const same = after.password === user?.password && after.isActive === user?.isActive
    return !same && right.users.update(id, changes)
  },
})

export const changesNobody: Mistake = () => ({ update: async () => true })

export const deactivates: Mistake = (right) => ({
  remove: (id: UserId) => right.users.update(id, { isActive: false }),
})

export const listsThousand: Mistake = (right) => ({
  list: () => listed(right, (users) => users.slice(0, 1_000)),
})

export const listsAsText: Mistake = (right) => ({
  list: () => listed(right, (users) => users.toSorted((a, b) => (`${a.id}` < `${b.id}` ? -1 : 1))),
})

async function* listed(
  right: Right,
  change: (users: readonly StoredUser[]) => readonly StoredUser[],
) {
  const users: StoredUser[] = []
  for await (const user of right.users.list()) users.push(user)
  yield* change(users)
}
