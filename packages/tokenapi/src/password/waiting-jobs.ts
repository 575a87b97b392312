/** For whom a job is. An absent key is not known. */
export interface JobClient {
  readonly account?: string | undefined
  readonly network?: string | undefined
}

/** A job that waits. One of the two is called. */
export interface WaitingJob {
  start(): void
  /** Its place went to another client. */
  lose(): void
}

/** Jobs that wait for their turn, in a fair order: the networks, or the accounts, take turns, one job each. */
export interface WaitingJobs {
  readonly size: number
  /** Whether a further job of the client may wait. */
  hasPlace(client: JobClient): boolean
  /** Jobs that start before a further one of the client. */
  before(client: JobClient): number
  /** Where no place is free, takes that of the client with the most jobs. */
  add(client: JobClient, job: WaitingJob): void
  remove(client: JobClient, job: WaitingJob): void
  /** Takes out the job whose turn it is. */
  next(): WaitingJob | undefined
}

/**
 * At most `places` jobs wait, half of them for one network, and half for one account. A client with fewer jobs, by its
 * account and by its network, takes the place of one with more; where the half of its account is taken, that of one by its
 * network. So to fill the places takes as many networks and accounts, and no network alone keeps the owner of an account
 * out. Jobs without a network and an account may take all free places.
 *
 * @param turnOf what takes turns
 */
export function waitingJobs(places: number, turnOf: 'account' | 'network'): WaitingJobs {
  const share = Math.ceil(places / 2)
  /** In the order of turns. A key without a waiting job is not in it. */
  const lines = new Map<string | undefined, Map<WaitingJob, JobClient>>()
  const counts = { account: new Map<string, number>(), network: new Map<string, number>() }
  let size = 0

  const lineOf = (client: JobClient): string | undefined =>
    client[turnOf] ?? client.network ?? client.account
  const countOf = (client: JobClient, key: 'account' | 'network'): number => {
    const value = client[key]
    return value === undefined ? 0 : (counts[key].get(value) ?? 0)
  }
  const mostOf = (client: JobClient): number =>
    client.account === undefined && client.network === undefined
      ? (lines.get(undefined)?.size ?? 0)
      : Math.max(countOf(client, 'account'), countOf(client, 'network'))
  const change = (client: JobClient, by: 1 | -1): void => {
    size += by
    for (const key of ['account', 'network'] as const) {
      const value = client[key]
      if (value === undefined) continue
      const count = countOf(client, key) + by
      if (count > 0) counts[key].set(value, count)
      else counts[key].delete(value)
    }
  }
  const remove: WaitingJobs['remove'] = (client, job) => {
    const key = lineOf(client)
    const line = lines.get(key)
    if (line?.delete(job) !== true) return
    change(client, -1)
    if (line.size === 0) lines.delete(key)
  }
  const isFull = (client: JobClient, key: 'account' | 'network'): boolean =>
    countOf(client, key) >= share
  /** The last job of a client that has more than this one would have; `undefined` where all have as few. */
  const toReplace = (client: JobClient): readonly [WaitingJob, JobClient] | undefined => {
    const inAccount = isFull(client, 'account')
    const heldBy = (each: JobClient): number => {
      if (!inAccount) return mostOf(each)
      return each.account === client.account ? countOf(each, 'network') : 0
    }
    let most = heldBy(client) + 1
    let found: readonly [WaitingJob, JobClient] | undefined
    for (const line of lines.values()) {
      for (const each of line) {
        const count = heldBy(each[1])
        if (count < most || (found === undefined && count === most)) continue
        most = count
        found = each
      }
    }
    return found
  }
  const isFree = (client: JobClient): boolean => size < places && !isFull(client, 'account')

  return {
    get size() {
      return size
    },
    hasPlace: (client) =>
      !isFull(client, 'network') && (isFree(client) || toReplace(client) !== undefined),
    before(client) {
      const key = lineOf(client)
      const own = lines.get(key)?.size ?? 0
      let before = own
      for (const [other, line] of lines) {
        if (other !== key) before += Math.min(line.size, own + 1)
      }
      return before
    },
    add(client, job) {
      const replaced = isFree(client) ? undefined : toReplace(client)
      if (replaced !== undefined) {
        const [lost, of] = replaced
        remove(of, lost)
        lost.lose()
      }
      const key = lineOf(client)
      const line = lines.get(key) ?? new Map<WaitingJob, JobClient>()
      lines.set(key, line.set(job, client))
      change(client, 1)
    },
    remove,
    next() {
      const [first] = lines
      if (first === undefined) return undefined
      const [key, line] = first
      const [entry] = line
      const [job, client] = entry as [WaitingJob, JobClient]
      remove(client, job)
      if (line.size > 0) {
        // Behind the others.
        lines.delete(key)
        lines.set(key, line)
      }
      return job
    },
  }
}
