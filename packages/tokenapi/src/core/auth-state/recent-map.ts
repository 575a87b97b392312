/** A map of bounded size that keeps what was used lately. */
export interface RecentMap<V> {
  /** Counts as a use. */
  get(key: string): V | undefined
  /** Does not count as a use: for reads that others can cause at will. */
  peek(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  /** Begins another generation: what is not used until the next call is dropped then. */
  turn(): void
  values(): Iterable<V>
  readonly size: number
}

/**
 * Holds `most` to twice as many entries, in two generations: when the younger is full, the older is dropped. No
 * bookkeeping for each use, and no map that grows without end: a large one stalls while it is made larger.
 */
export function recentMap<V>(most: number): RecentMap<V> {
  let recent = new Map<string, V>()
  let older = new Map<string, V>()
  const turn = (): void => {
    older = recent
    recent = new Map()
  }
  const set = (key: string, value: V): void => {
    if (recent.size >= most && !recent.has(key)) turn()
    recent.set(key, value)
  }
  return {
    get(key) {
      const value = recent.get(key)
      if (value !== undefined) return value
      const found = older.get(key)
      if (found === undefined) return undefined
      older.delete(key)
      set(key, found)
      return found
    },
    peek: (key) => recent.get(key) ?? older.get(key),
    set(key, value) {
      older.delete(key)
      set(key, value)
    },
    delete(key) {
      if (!recent.delete(key)) older.delete(key)
    },
    turn,
    *values() {
      yield* recent.values()
      yield* older.values()
    },
    get size() {
      return recent.size + older.size
    },
  }
}
