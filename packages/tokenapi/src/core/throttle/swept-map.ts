/** A map, and a walk over it that never ends: entry by entry, from the oldest to the newest and again. */
export interface SweptMap<V> {
  readonly map: Map<string, V>
  /** `undefined` where the map is empty. */
  next(): readonly [string, V] | undefined
}

export function sweptMap<V>(): SweptMap<V> {
  const map = new Map<string, V>()
  // Kept: each new iterator would first step over everything that was deleted at the beginning of the map.
  let walk = map.entries()
  return {
    map,
    next() {
      let step = walk.next()
      if (step.done === true) {
        walk = map.entries()
        step = walk.next()
      }
      return step.done === true ? undefined : step.value
    },
  }
}
