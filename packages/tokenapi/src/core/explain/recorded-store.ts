import type { CheckedStore } from '../store/checked-store.js'
import type { UserStore } from '../store.js'

/** A store whose answers are kept, so that the verdict and the steps have seen the same. */
export interface RecordedStore {
  /** Asks the store each time, as a verifier does. */
  readonly recording: UserStore
  /** Gives the latest answer, and asks only where there is no answer yet. */
  readonly recorded: UserStore
}

export function recordedStore(store: Pick<CheckedStore, keyof UserStore>): RecordedStore {
  const users = answers(async (id: Parameters<UserStore['findById']>[0]) => store.findById(id))
  const names = answers((name: string) => store.findByUsername(name))
  const { upgrades, tokens } = store
  const records = answers(async (digest: string) => tokens?.find(digest))
  const kept = answers(async (digest: string) => upgrades?.findKeptToken(digest))
  const over = (way: 'ask' | 'recall'): UserStore => ({
    ...store,
    findById: users[way],
    findByUsername: names[way],
    upgrades: upgrades && { ...upgrades, findKeptToken: kept[way] },
    tokens: tokens && { ...tokens, find: records[way] },
  })
  return { recording: over('ask'), recorded: over('recall') }
}

interface Answers<K, T> {
  ask(this: void, key: K): Promise<T>
  recall(this: void, key: K): Promise<T>
}

/** Rejections are answers too. */
function answers<K, T>(look: (key: K) => Promise<T>): Answers<K, T> {
  const latest = new Map<K, Promise<T>>()
  const ask = (key: K): Promise<T> => {
    const answer = look(key)
    latest.set(key, answer)
    return answer
  }
  return { ask, recall: (key) => latest.get(key) ?? ask(key) }
}
