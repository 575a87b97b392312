/** Stores that are right but for one mistake. */
import type { StoredUser, UserId } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { type StoreContractOptions, storeContract } from '../../src/contracts/index.ts'

export type Right = ReturnType<typeof memoryStore>
/** Replaces methods of the right store, its `users`, `upgrades` or `tokens`; of any type, as mistakes are. */
export type Mistake = (right: Right) => Readonly<Record<string, unknown>>

/** The names of the cases that fail for a store with this mistake. */
export async function failuresOf(
  mistake: Mistake,
  options: Omit<StoreContractOptions, 'open'> = { directory: true, upgrades: true, tokens: true },
): Promise<readonly string[]> {
  const { idType = 'integer' } = options
  const cases = storeContract({
    ...options,
    async open(users) {
      const right = memoryStore(users, { idType: idType === 'bigint' ? 'integer' : idType })
      return withMistake(right, mistake)
    },
  })
  const failed: string[] = []
  for (const { name, run } of cases) await run().catch(() => failed.push(name))
  return failed
}

const OF_USERS = new Set(['add', 'update', 'remove', 'list'])
const OF_UPGRADES = new Set(['canKeepTokens', 'replaceHash', 'findKeptToken'])

function withMistake(right: Right, mistake: Mistake): Right {
  const wrong = Object.entries(mistake(right))
  const partOf = (names: ReadonlySet<string>): object =>
    Object.fromEntries(wrong.filter(([name]) => names.has(name)))
  const ofTokens = (name: string): boolean => name.startsWith('tokens.')
  const tokens = Object.fromEntries(
    wrong.filter(([name]) => ofTokens(name)).map(([name, value]) => [name.slice(7), value]),
  )
  const others = wrong.filter(
    ([name]) => !OF_USERS.has(name) && !OF_UPGRADES.has(name) && !ofTokens(name),
  )
  return {
    ...right,
    users: { ...right.users, ...partOf(OF_USERS) },
    upgrades: { ...right.upgrades, ...partOf(OF_UPGRADES) },
    tokens: { ...right.tokens, ...tokens },
    ...Object.fromEntries(others),
  } as Right
}

/** The first user who fits, whatever else there is. */
export async function firstOf(
  right: Right,
  fits: (user: StoredUser) => boolean,
): Promise<StoredUser | undefined> {
  for await (const user of right.users.list()) if (fits(user)) return user
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
