import type { Admission, LoginThrottle, ThrottledAttempt } from './login-throttle.js'
import { type SharedBudget, type SharedState, sharedBudget } from './shared-budget.js'
import type { SharedLimiters } from './shared-limiter.js'
import {
  type Refusal,
  longerRefusal,
  ofAddress,
  refusalOfWait,
  shorterRefusal,
} from './throttle-refusals.js'
import type { ThrottlePolicy } from './throttle-options.js'

/** Longer than failures in a row are remembered, and within the timers of a limiter in memory. */
const EPOCH_SECONDS = 24 * 86_400

interface ClientBudgets {
  readonly clientBudgets: readonly SharedBudget[]
  readonly isKnownNetwork: boolean
}

interface Way {
  /** Counts the attempt. */
  take(this: void): Promise<Refusal | undefined>
  readonly admission: Admission
}

/** A throttle over limiters that several processes share. Rejects where one of them does. */
export function createSharedThrottle(
  limiters: SharedLimiters,
  { account: policy, address, knownFor }: ThrottlePolicy,
): LoginThrottle {
  const { rates, durable } = limiters
  const perMinute = { customDuration: Math.ceil(address.period / 1_000) }
  const budgetOf = (key: string): SharedBudget => sharedBudget(limiters, policy, key)
  const ofAll = ({ account, name }: ThrottledAttempt): readonly SharedBudget[] =>
    [...new Set([account, name])].map(budgetOf)
  const knownKey = ({ account, network }: ThrottledAttempt): string => `known:${account}|${network}`

  /** The own budgets of a known client. An `unlock` begins new ones. */
  const clientBudgetsOf = async (attempt: ThrottledAttempt): Promise<ClientBudgets> => {
    const { account, network, knownToken } = attempt
    const [epoch, known] = await Promise.all([
      durable.get(`epoch:${account}`),
      network === undefined ? null : durable.get(knownKey(attempt)),
    ])
    const clients = [
      ...(known === null ? [] : [network]),
      ...(knownToken === undefined ? [] : [`token:${knownToken}`]),
    ]
    return {
      clientBudgets: clients.map((each) =>
        budgetOf(`${account}|${each}|${epoch?.consumedPoints ?? 0}`),
      ),
      isKnownNetwork: known !== null,
    }
  }
  const takeAddress = async (network: string | undefined): Promise<Refusal | undefined> => {
    if (network === undefined) return undefined
    const { consumedPoints, msBeforeNext } = await rates.penalty(`net:${network}`, 1, perMinute)
    if (consumedPoints <= address.limit) return undefined
    return refusalOfWait(Math.max(1, msBeforeNext), ofAddress(address))
  }

  const take = async (budgets: readonly SharedBudget[]): Promise<Refusal | undefined> => {
    const rows = await Promise.all(budgets.map((budget) => budget.row()))
    return (
      (await longest(budgets.map((budget, i) => budget.take(rows[i] as number)))) ??
      (await longest(budgets.map((budget) => budget.takeRow())))
    )
  }

  return {
    async begin(attempt) {
      const refusals: Refusal[] = []
      for (const way of waysOf(attempt, await clientBudgetsOf(attempt))) {
        const refusal = await way.take()
        if (refusal === undefined) return way.admission
        refusals.push(refusal)
      }
      return { ok: false, ...refusals.reduce(shorterRefusal) }
    },
    async state(attempt) {
      const { clientBudgets, isKnownNetwork } = await clientBudgetsOf(attempt)
      const states = await Promise.all([
        ...clientBudgets.map((budget) => budget.state()),
        ...(isKnownNetwork ? [] : [stateOfAll(attempt)]),
      ])
      const { refusal, failures } = states.reduce((first, next) =>
        (next.refusal?.retryAfter ?? 0) < (first.refusal?.retryAfter ?? 0) ? next : first,
      )
      return { isThrottled: refusal !== undefined, ...refusal, failures }
    },
    async unlock(account) {
      const budget = budgetOf(account)
      const row = await budget.row()
      await all(
        budget.reset(),
        durable.penalty(`epoch:${account}`, 1, { customDuration: EPOCH_SECONDS }),
      )
      return row >= policy.stopAfter
    },
  }

  /** One of these has to admit the attempt. A token only adds a budget: a thief may have used up that one. */
  function waysOf(
    attempt: ThrottledAttempt,
    { clientBudgets, isKnownNetwork }: ClientBudgets,
  ): readonly Way[] {
    const own = clientBudgets.map((budget) => wayOfClient(attempt, budget, clientBudgets))
    return isKnownNetwork ? own : [...own, wayOfAll(attempt, clientBudgets)]
  }

  function wayOfClient(
    attempt: ThrottledAttempt,
    budget: SharedBudget,
    clientBudgets: readonly SharedBudget[],
  ): Way {
    // A known client that logs in often must not give others new guesses each time.
    const others = [...ofAll(attempt), ...clientBudgets].filter((each) => each !== budget)
    return {
      take: () => take([budget]),
      admission: {
        ok: true,
        isKnownClient: true,
        cancelled: () => all(budget.refund()),
        succeeded: () =>
          all(budget.reset(), ...others.map((each) => each.endRow()), remember(attempt)),
      },
    }
  }

  function wayOfAll(attempt: ThrottledAttempt, clientBudgets: readonly SharedBudget[]): Way {
    const { network } = attempt
    const budgets = ofAll(attempt)
    const refundAddress = async (): Promise<unknown> =>
      network !== undefined && rates.reward(`net:${network}`, 1, perMinute)
    return {
      // The address first: an address that is over its limit must not use up the budgets of accounts.
      take: async () => (await takeAddress(network)) ?? take(budgets),
      admission: {
        ok: true,
        isKnownClient: false,
        cancelled: () => all(refundAddress(), ...budgets.map((each) => each.refund())),
        succeeded: () =>
          all(
            refundAddress(),
            ...budgets.map((each) => each.reset()),
            ...clientBudgets.map((each) => each.endRow()),
            remember(attempt),
          ),
      },
    }
  }

  async function stateOfAll(attempt: ThrottledAttempt): Promise<SharedState> {
    const { network } = attempt
    const counted = network === undefined ? null : await rates.get(`net:${network}`)
    const states = await Promise.all(ofAll(attempt).map((budget) => budget.state()))
    const ofNetwork =
      counted !== null && counted.consumedPoints >= address.limit
        ? refusalOfWait(Math.max(1, counted.msBeforeNext), ofAddress(address))
        : undefined
    return {
      refusal: [ofNetwork, ...states.map((each) => each.refusal)].reduce(longerRefusal),
      failures: Math.max(...states.map((each) => each.failures)),
    }
  }

  async function remember(attempt: ThrottledAttempt): Promise<unknown> {
    if (attempt.network === undefined || knownFor === 0) return undefined
    return durable.set(knownKey(attempt), 1, Math.ceil(knownFor / 1_000))
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
