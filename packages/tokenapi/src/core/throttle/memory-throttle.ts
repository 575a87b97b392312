import { type FailureTable, createFailureTable } from './failure-table.js'
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

/** What an attempt counts against: the own budget of a known client, or the one of all others. */
interface Budget {
  readonly isLane: boolean
  readonly keys: readonly string[]
  /** Counted too, unless `undefined`. */
  readonly network: string | undefined
}

export function createMemoryThrottle(policy: ThrottlePolicy, now: () => number): MemoryThrottle {
  const { maxEntries, knownFor } = policy
  const accounts = createFailureTable({ policy: policy.account, maxEntries, now })
  const addresses = createFailureTable({ policy: policy.address, maxEntries, now })
  /** Apart from those of accounts, so that no flood of names reaches them. */
  const lanes = createFailureTable({ policy: policy.account, maxEntries, now })
  const known = createKnownNetworks({ knownFor, maxEntries, now })

  /** One of these has to admit the attempt. A token only adds a budget: a thief may have used up that one. */
  const budgetsOf = (attempt: ThrottledAttempt): readonly Budget[] => {
    const { account, name, network, knownToken } = attempt
    const isKnown = known.has(account, network)
    const own = (client: string): Budget => ({
      isLane: true,
      keys: [`${account}|${client}`],
      network: undefined,
    })
    return [
      ...(isKnown ? [own(String(network))] : []),
      ...(knownToken === undefined ? [] : [own(`token:${knownToken}`)]),
      ...(isKnown ? [] : [{ isLane: false, keys: [...new Set([account, name])], network }]),
    ]
  }
  const tableOf = ({ isLane }: Budget): FailureTable => (isLane ? lanes : accounts)
  const refusalOf = (budget: Budget): Refusal | undefined => {
    const refusals = budget.keys.map((key) => {
      const { isStopped, wait } = tableOf(budget).look(key)
      return isStopped ? ofStop(policy.account) : refusalOfWait(wait, ofAccount(policy.account))
    })
    if (budget.network !== undefined) {
      refusals.push(refusalOfWait(addresses.look(budget.network).wait, ofAddress(policy.address)))
    }
    return refusals.reduce(longerRefusal, undefined)
  }
  /** The first budget that admits the attempt, or the one that does so soonest. */
  const decide = (attempt: ThrottledAttempt): Decision => soonest(budgetsOf(attempt), refusalOf)

  return {
    begin(attempt) {
      const { budget, refusal } = decide(attempt)
      if (refusal !== undefined) return { ok: false, ...refusal }
      const taken = budget.keys.map((key) => tableOf(budget).count(key))
      if (budget.network !== undefined) taken.push(addresses.count(budget.network))
      const takeBack = (): void => taken.forEach((each) => each())
      return {
        ok: true,
        isKnownClient: budget.isLane,
        cancelled: takeBack,
        succeeded() {
          takeBack()
          succeeded(attempt, budget)
        },
      }
    },
    noteSuccess: (attempt) => succeeded(attempt, budgetsOf(attempt)[0] as Budget),
    state(attempt) {
      const { budget, refusal } = decide(attempt)
      const failures = Math.max(...budget.keys.map((key) => tableOf(budget).look(key).failures))
      return { isThrottled: refusal !== undefined, ...refusal, failures }
    },
    unlock(account) {
      const { isStopped } = accounts.look(account)
      accounts.reset(account)
      lanes.resetAll(`${account}|`)
      return isStopped
    },
  }

  function succeeded(attempt: ThrottledAttempt, { isLane, keys }: Budget): void {
    const { account, name, network } = attempt
    for (const key of [account, name]) {
      // A known client that logs in often must not give others new guesses each time.
      if (isLane) accounts.endRow(key)
      else accounts.reset(key)
    }
    for (const budget of budgetsOf(attempt).filter((each) => each.isLane)) {
      for (const key of budget.keys) {
        if (keys.includes(key)) lanes.reset(key)
        else lanes.endRow(key)
      }
    }
    known.add(account, network)
  }
}

interface Decision {
  readonly budget: Budget
  readonly refusal: Refusal | undefined
}

function soonest(
  budgets: readonly Budget[],
  refusalOf: (budget: Budget) => Refusal | undefined,
): Decision {
  const waitOf = ({ refusal }: Decision): number => refusal?.retryAfter ?? 0
  return budgets
    .map((budget) => ({ budget, refusal: refusalOf(budget) }))
    .reduce((first, next) => (waitOf(next) < waitOf(first) ? next : first))
}
