/** Changes that this process makes through a store, for what remembers answers of the store. */
import type { UserId } from '../user.js'

/** What a change concerns. */
export type StoreChange = { readonly userId: UserId } | { readonly tokenId: string }

type Listener = (change: StoreChange) => void

export interface StoreChanges {
  /** Calls back after each change. Returns a function that ends that. */
  listen(listener: Listener): () => void
  note(change: StoreChange): void
  /** The result of a change. It is noted at its end: also where it failed, as it may have been made all the same. */
  noting<T>(change: StoreChange, make: () => Promise<T>): Promise<T>
}

/** The changes of a store: one list for all that use the same object, also through another copy of this package. */
export function changesOf(store: object): StoreChanges {
  const known = listenersByStore.get(store) ?? new Set<Listener>()
  listenersByStore.set(store, known)
  const note = (change: StoreChange): void => {
    for (const listener of known) listener(change)
  }
  return {
    listen(listener) {
      known.add(listener)
      return () => void known.delete(listener)
    },
    note,
    async noting(change, make) {
      try {
        return await make()
      } finally {
        note(change)
      }
    },
  }
}

const REGISTRY: unique symbol = Symbol.for('tokenapi.store-changes')
const registry = globalThis as { [REGISTRY]?: WeakMap<object, Set<Listener>> }
const listenersByStore = (registry[REGISTRY] ??= new WeakMap())
