/** What has changed, and when: so that what was read before a change is not believed after it. */
export interface Forgotten {
  /** The number of the changes so far. */
  readonly count: number
  /** Notes a change of everything with this key. */
  add(key: string): void
  /** Notes a change of anything. */
  addAll(): void
  /** Whether something with this key, read when there were `count` changes, has changed since. */
  isSince(count: number, key: string): boolean
}

/** Keys that are remembered one by one. Beyond, everything counts as changed. */
const MOST = 10_000

/** Changes of the last `seconds`. What was read earlier must not be believed anyway. */
export function forgotten(milliseconds: number, elapsed: () => number): Forgotten {
  const changes = new Map<string, { readonly count: number; readonly at: number }>()
  let count = 0
  let all = 0

  const addAll = (): void => {
    all = ++count
    changes.clear()
  }
  const forgetOld = (): void => {
    const before = elapsed() - milliseconds
    for (const [key, { at }] of changes) {
      if (at > before) return
      changes.delete(key)
    }
  }

  return {
    get count() {
      return count
    },
    add(key) {
      forgetOld()
      if (changes.size >= MOST) return addAll()
      // Behind the others, in the order of time.
      changes.delete(key)
      changes.set(key, { count: ++count, at: elapsed() })
    },
    addAll,
    isSince: (since, key) =>
      all > since || (changes.size > 0 && (changes.get(key)?.count ?? 0) > since),
  }
}
