/**
 * The generic cell rate algorithm (ITU-T I.371) for each network: `perMinute` at once, and then one after each
 * interval. In the memory of this process, and bounded: a full table forgets the network that was counted longest ago.
 */
export interface NetworkRate {
  /** Counts one, unless the network is beyond its limit: then the seconds until the next one is counted. */
  count(network: string): number | undefined
  /** Networks that are remembered. */
  readonly size: number
}

export interface NetworkRateOptions {
  readonly perMinute: number
  readonly maxNetworks?: number
  /** Milliseconds. Default: a clock that is never set. */
  readonly now?: () => number
}

const MINUTE = 60_000
const MAX_NETWORKS = 50_000

export function networkRate(options: NetworkRateOptions): NetworkRate {
  const { perMinute, maxNetworks = MAX_NETWORKS, now = () => performance.now() } = options
  const interval = MINUTE / perMinute
  /** The theoretical arrival times of the next ones. The network that was counted last is the last one. */
  const arrivals = new Map<string, number>()
  const makeRoom = (): void => {
    for (const [oldest] of arrivals) {
      if (arrivals.size <= maxNetworks) return
      arrivals.delete(oldest)
    }
  }
  return {
    count(network) {
      const time = now()
      const arrival = Math.max(arrivals.get(network) ?? 0, time)
      const wait = arrival - time - (MINUTE - interval)
      if (wait > ROUNDING) return Math.ceil((wait - ROUNDING) / 1_000)
      arrivals.delete(network)
      arrivals.set(network, arrival + interval)
      makeRoom()
      return undefined
    },
    get size() {
      return arrivals.size
    },
  }
}

/** Milliseconds: what sums of intervals may be off. */
const ROUNDING = 0.001
