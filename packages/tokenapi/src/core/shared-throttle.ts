import type { Admission, LoginThrottle, ThrottledAttempt } from './login-throttle.js'
import { type SharedBudget, sharedBudget } from './shared-budget.js'
import type { SharedLimiter } from './shared-limiter.js'
import { type Refusal, longerRefusal, ofAddress, refusalOfWait } from './throttle-refusals.js'
import type { ThrottlePolicy } from './throttle-options.js'

/** Longer than failures in a row are remembered, and within the timers of a limiter in memory. */
const EPOCH_SECONDS = 24 * 86_400

/** A throttle over a limiter that several processes share. Rejects where the limiter does. */
export function createSharedThrottle(
  limiter: SharedLimiter,
  { account: policy, address, knownFor }: ThrottlePolicy,
): LoginThrottle {
  const perMinute = { customDuration: Math.ceil(address.period / 1_000) }
  const budgetOf = (key: string): SharedBudget => sharedBudget(limiter, policy, key)
  const ofAll = ({ account, name }: ThrottledAttempt): readonly SharedBudget[] =>
    [...new Set([account, name])].map(budgetOf)
  const knownKey = ({ account, network }: ThrottledAttempt): string => `known:${account}|${network}`

  /** The own budget of a known client. An `unlock` begins new ones. */
  const laneOf = async (attempt: ThrottledAttempt): Promise<SharedBudget | undefined> => {
    const { account, network, knownToken } = attempt
    const [epoch, known] = await Promise.all([
      limiter.get(`epoch:${account}`),
      network === undefined || knownToken !== undefined ? null : limiter.get(knownKey(attempt)),
    ])
    if (knownToken === undefined && known === null) return undefined
    const client = knownToken === undefined ? network : `token:${knownToken}`
    return budgetOf(`${account}|${client}|${epoch?.consumedPoints ?? 0}`)
  }
  const takeAddress = async (network: string | undefined): Promise<Refusal | undefined> => {
    if (network === undefined) return undefined
    const { consumedPoints, msBeforeNext } = await limiter.penalty(`net:${network}`, 1, perMinute)
    if (consumedPoints <= address.limit) return undefined
    return refusalOfWait(Math.max(1, msBeforeNext), ofAddress(address))
  }

  return {
    async begin(attempt) {
      const lane = await laneOf(attempt)
      const network = lane === undefined ? attempt.network : undefined
      const budgets = lane === undefined ? ofAll(attempt) : [lane]
      const [addressRefusal, ...rows] = await Promise.all([
        takeAddress(network),
        ...budgets.map((budget) => budget.row()),
      ])
      // The address first: an address that is over its limit must not use up the budgets of accounts.
      const refusal =
        addressRefusal ??
        (await longest(budgets.map((budget, i) => budget.take(rows[i] as number)))) ??
        (await longest(budgets.map((budget) => budget.takeRow())))
      if (refusal !== undefined) return { ok: false, ...refusal }
      const giveBackAddress = async (): Promise<unknown> =>
        network !== undefined && limiter.reward(`net:${network}`, 1, perMinute)
      return {
        ok: true,
        isKnownClient: lane !== undefined,
        cancelled: () => all(giveBackAddress(), ...budgets.map((budget) => budget.giveBack())),
        succeeded: () => all(giveBackAddress(), ...forget(attempt, lane), remember(attempt)),
      } satisfies Admission
    },
    async state(attempt) {
      const lane = await laneOf(attempt)
      const { network } = attempt
      const counted =
        lane !== undefined || network === undefined ? null : await limiter.get(`net:${network}`)
      const states = await Promise.all(
        (lane === undefined ? ofAll(attempt) : [lane]).map((budget) => budget.state()),
      )
      const ofNetwork =
        counted !== null && counted.consumedPoints >= address.limit
          ? refusalOfWait(Math.max(1, counted.msBeforeNext), ofAddress(address))
          : undefined
      const refusal = [ofNetwork, ...states.map((each) => each.refusal)].reduce(longerRefusal)
      const failures = Math.max(...states.map((each) => each.failures))
      return { isThrottled: refusal !== undefined, ...refusal, failures }
    },
    async unlock(account) {
      const budget = budgetOf(account)
      const row = await budget.row()
      await all(
        budget.reset(),
        limiter.penalty(`epoch:${account}`, 1, { customDuration: EPOCH_SECONDS }),
      )
      return row >= policy.stopAfter
    },
  }

  function forget(
    attempt: ThrottledAttempt,
    lane: SharedBudget | undefined,
  ): readonly Promise<unknown>[] {
    // A known client that logs in often must not give others new guesses each time.
    if (lane === undefined) return ofAll(attempt).map((budget) => budget.reset())
    return [lane.reset(), ...ofAll(attempt).map((budget) => budget.endRow())]
  }

  async function remember(attempt: ThrottledAttempt): Promise<unknown> {
    if (attempt.network === undefined || knownFor === 0) return undefined
    return limiter.set(knownKey(attempt), 1, Math.ceil(knownFor / 1_000))
  }
}

async function longest(
  refusals: readonly Promise<Refusal | undefined>[],
): Promise<Refusal | undefined> {
  return (await Promise.all(refusals)).reduce(longerRefusal, undefined)
}

async function all(...parts: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(parts)
}
