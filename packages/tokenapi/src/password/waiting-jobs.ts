/** Starts a job that waits. */
export type Start = () => void

/** Jobs that wait for their turn, in a fair order: the networks take turns, one job each. */
export interface WaitingJobs {
  readonly size: number
  /** Whether a further job of the network may wait. */
  hasPlace(network: string | undefined): boolean
  /** Jobs that start before a further one of the network. */
  before(network: string | undefined): number
  add(network: string | undefined, start: Start): void
  remove(network: string | undefined, start: Start): void
  /** Takes out the job whose turn it is. */
  next(): Start | undefined
}

/**
 * At most `places` jobs wait, and half of them for one network, so that one network never takes all places.
 * Jobs without a network may take all.
 */
export function waitingJobs(places: number): WaitingJobs {
  const share = Math.ceil(places / 2)
  /** In the order of turns. A network without a waiting job is not in it. */
  const lines = new Map<string | undefined, Set<Start>>()
  let size = 0

  const remove: WaitingJobs['remove'] = (network, start) => {
    const line = lines.get(network)
    if (line?.delete(start) !== true) return
    size--
    if (line.size === 0) lines.delete(network)
  }

  return {
    get size() {
      return size
    },
    hasPlace: (network) =>
      size < places && (network === undefined || (lines.get(network)?.size ?? 0) < share),
    before(network) {
      const own = lines.get(network)?.size ?? 0
      let before = own
      for (const [other, line] of lines) {
        if (other !== network) before += Math.min(line.size, own + 1)
      }
      return before
    },
    add(network, start) {
      const line = lines.get(network) ?? new Set()
      lines.set(network, line.add(start))
      size++
    },
    remove,
    next() {
      const [first] = lines
      if (first === undefined) return undefined
      const [network, line] = first
      const [start] = line
      remove(network, start as Start)
      if (line.size > 0) {
        // Behind the other networks.
        lines.delete(network)
        lines.set(network, line)
      }
      return start
    },
  }
}
