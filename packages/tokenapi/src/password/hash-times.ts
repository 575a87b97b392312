const REMEMBERED = 8

/** How long the last hashes took. */
export interface HashTimes {
  note(milliseconds: number): void
  /** Milliseconds of the shortest, so that one slow hash, as the first of a process, refuses no login; 0 before any. */
  shortest(): number
}

export function hashTimes(): HashTimes {
  const times: number[] = []
  return {
    note(milliseconds) {
      times.push(milliseconds)
      if (times.length > REMEMBERED) times.shift()
    },
    shortest: () => (times.length === 0 ? 0 : Math.min(...times)),
  }
}
