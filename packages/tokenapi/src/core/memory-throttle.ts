import { createFailureTable } from './failure-table.js'
import { createKnownNetworks } from './known-networks.js'
import type { Admission, LoginThrottle, ThrottleState, ThrottledAttempt } from './login-throttle.js'
import {
  type Refusal,
  longerRefusal,
  ofAccount,
  ofAddress,
  ofStop,
  refusalOfWait,
} from './throttle-refusals.js'
import type { ThrottlePolicy } from './throttle-options.js'

/** A throttle in the memory of this process. Counts in the same turn. */
export interface MemoryThrottle extends LoginThrottle {
  begin(attempt: ThrottledAttempt): Admission
  state(attempt: ThrottledAttempt): ThrottleState
  unlock(account: string): boolean
  /** Notes a login that another throttle admitted. */
  noteSuccess(attempt: ThrottledAttempt): void
}

export function createMemoryThrottle(policy: ThrottlePolicy, now: () => number): MemoryThrottle {
  const { maxEntries, knownFor } = policy
  const accounts = createFailureTable({ policy: policy.account, maxEntries, now })
  const addresses = createFailureTable({ policy: policy.address, maxEntries, now })
  const known = createKnownNetworks({ knownFor, maxEntries, now })

  /** The key of a known client's own budget. */
  const laneOf = ({ account, network, knownToken }: ThrottledAttempt): string | undefined => {
    if (knownToken !== undefined) return `${account}|token:${knownToken}`
    return known.has(account, network) ? `${account}|${network}` : undefined
  }
  const keysOf = (attempt: ThrottledAttempt): readonly string[] => {
    const lane = laneOf(attempt)
    return lane === undefined ? [...new Set([attempt.account, attempt.name])] : [lane]
  }
  const refusalOf = (attempt: ThrottledAttempt): Refusal | undefined => {
    const refusals = keysOf(attempt).map((key) => {
      const { isStopped, wait } = accounts.look(key)
      return isStopped ? ofStop(policy.account) : refusalOfWait(wait, ofAccount(policy.account))
    })
    const { network } = attempt
    if (network !== undefined && laneOf(attempt) === undefined) {
      refusals.push(refusalOfWait(addresses.look(network).wait, ofAddress(policy.address)))
    }
    return refusals.reduce(longerRefusal, undefined)
  }

  return {
    begin(attempt) {
      const refusal = refusalOf(attempt)
      if (refusal !== undefined) return { ok: false, ...refusal }
      const lane = laneOf(attempt)
      const taken = keysOf(attempt).map((key) => accounts.count(key))
      if (attempt.network !== undefined && lane === undefined) {
        taken.push(addresses.count(attempt.network))
      }
      const takeBack = (): void => taken.forEach((each) => each())
      return {
        ok: true,
        isKnownClient: lane !== undefined,
        cancelled: takeBack,
        succeeded() {
          takeBack()
          succeeded(attempt, lane)
        },
      }
    },
    noteSuccess: (attempt) => succeeded(attempt, laneOf(attempt)),
    state(attempt) {
      const refusal = refusalOf(attempt)
      const failures = Math.max(...keysOf(attempt).map((key) => accounts.look(key).failures))
      return { isThrottled: refusal !== undefined, ...refusal, failures }
    },
    unlock(account) {
      const { isStopped } = accounts.look(account)
      accounts.reset(account)
      accounts.resetAll(`${account}|`)
      return isStopped
    },
  }

  function succeeded({ account, name, network }: ThrottledAttempt, lane: string | undefined): void {
    for (const key of [account, name]) {
      // A known client that logs in often must not give others new guesses each time.
      if (lane === undefined) accounts.reset(key)
      else accounts.endRow(key)
    }
    if (lane !== undefined) accounts.reset(lane)
    known.add(account, network)
  }
}
