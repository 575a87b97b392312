import type { UserStore } from '../../src/index.ts'

/** The store, and how often its look-ups of users and tokens were called. */
export function countedCalls(store: UserStore): { store: UserStore; calls: () => number } {
  let calls = 0
  const counted = <A extends unknown[], R>(look: (...given: A) => R): ((...given: A) => R) => {
    return (...given) => {
      calls++
      return look(...given)
    }
  }
  const { tokens } = store
  return {
    calls: () => calls,
    store: {
      ...store,
      findById: counted(store.findById),
      findByUsername: counted(store.findByUsername),
      tokens: tokens && {
        ...tokens,
        find: counted(tokens.find),
        get: counted(tokens.get),
        list: counted(tokens.list),
      },
    },
  }
}
