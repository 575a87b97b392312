/** Stores that are right but for one mistake. */
import type { StoredUser, UserId } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type StoreContractOptions, storeContract } from '../../src/contracts/index.ts'

export type Right = ReturnType<typeof memoryStore>
/** What takes the place of the right methods; of any type, as mistakes are. */
export type Mistake = (right: Right) => Readonly<Record<string, unknown>>

/** The names of the cases that fail for a store with this mistake. */
export async function failuresOf(
  mistake: Mistake,
  options: Omit<StoreContractOptions, 'open'> = { directory: true, upgrades: true },
): Promise<readonly string[]> {
  const { idType = 'integer' } = options
  const cases = storeContract({
    ...options,
    async open(users) {
      const right = memoryStore(users, { idType: idType === 'bigint' ? 'integer' : idType })
      return { ...right, ...mistake(right) } as Right
    },
  })
  const failed: string[] = []
  for (const { name, run } of cases) await run().catch(() => failed.push(name))
  return failed
}

/** The first user who fits, whatever else there is. */
export async function firstOf(
  right: Right,
  fits: (user: StoredUser) => boolean,
): Promise<StoredUser | undefined> {
  for await (const user of right.listUsers()) if (fits(user)) return user
  return undefined
}

/** Names are compared after a change of both. */
export function namesAs(change: (name: string) => string): Mistake {
  return (right) => ({
    findByUsername: (name: string) =>
      firstOf(right, ({ username }) => change(username) === change(name)),
  })
}

/** Keys are compared after a change of both. */
export function keysAs(change: (id: UserId) => unknown): Mistake {
  return (right) => ({
    findById: (id: UserId) => firstOf(right, (user) => change(user.id) === change(id)),
  })
}

/** Whoever is found is given otherwise. */
export function givenAs(change: (user: StoredUser) => unknown): Mistake {
  const changed = (user: StoredUser | undefined): unknown => user && change(user)
  return (right) => ({
    findById: async (id: UserId) => changed(await right.findById(id)),
    findByUsername: async (name: string) => changed(await right.findByUsername(name)),
  })
}
