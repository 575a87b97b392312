import { recentMap } from '../auth-state/recent-map.js'

/** The networks from which accounts logged in, in bounded memory. */
export interface KnownNetworks {
  has(account: string, network: string | undefined): boolean
  add(account: string, network: string | undefined): void
}

export interface KnownNetworksOptions {
  /** Milliseconds after a login. */
  readonly knownFor: number
  /** Accounts. Beyond, those whose latest login is the oldest are forgotten. */
  readonly maxEntries: number
  now(): number
}

/** Networks of one account: one that logs in from everywhere does not move others out. */
const MOST = 20

export function createKnownNetworks(options: KnownNetworksOptions): KnownNetworks {
  const { knownFor, maxEntries, now } = options
  /** The time of the latest login by account and network. */
  const accounts = recentMap<Map<string, number>>(Math.ceil(maxEntries / 2))

  return {
    has(account, network) {
      if (network === undefined) return false
      const since = accounts.peek(account)?.get(network)
      return since !== undefined && now() - since < knownFor
    },
    add(account, network) {
      if (network === undefined || knownFor === 0) return
      const networks = accounts.peek(account) ?? new Map<string, number>()
      networks.delete(network)
      networks.set(network, now())
      for (const first of networks.keys()) {
        if (networks.size <= MOST) break
        networks.delete(first)
      }
      accounts.set(account, networks)
    },
  }
}
