/** How many failed logins are admitted, and the checks of these options. */
import { ConfigError } from '../errors.js'
import { callback, wholeNumber } from '../options/option-checks.js'
import { type OptionChecks, readOptions } from '../options/read-options.js'
import { type SharedLimiter, type SharedLimiters, limiterCheck } from './shared-limiter.js'

export interface LoginThrottleOptions {
  /**
   * Failed logins of one account in `accountMinutes`, 1 to 100; default 10. The delay after them doubles with
   * each further ten in a row, up to one hour.
   */
  readonly accountFailures?: number | undefined
  /** Minutes, 1 to 1,440; default 15. */
  readonly accountMinutes?: number | undefined
  /**
   * Failures in a row, 1 to 100, after which password logins of an account stop until `unlock`, or until a login
   * from a known address; default 100.
   */
  readonly stopAfter?: number | undefined
  /** Failed logins from one address in a minute; default 30. */
  readonly addressFailures?: number | undefined
  /** Days for which an address counts as known to an account after a login, 0 to 365; default 30. */
  readonly knownAddressDays?: number | undefined
  /** Accounts, and addresses, that are remembered one by one; default 50,000. About 200 bytes each. */
  readonly maxEntries?: number | undefined
  /** A limiter of `rate-limiter-flexible`, for several processes; default: counts in this process. */
  readonly limiter?: SharedLimiter | undefined
  /**
   * A limiter that loses no data, such as `sqlLimiter(store)`: it keeps failures in a row and known addresses, and
   * `limiter` the rates. Then a stop outlives a loss of the data in Redis. Default: `limiter` keeps all.
   */
  readonly durableLimiter?: SharedLimiter | undefined
  /** The time, for tests; default a clock that never goes back. */
  readonly now?: (() => Date) | undefined
}

const CHECKS: OptionChecks<LoginThrottleOptions> = {
  accountFailures: wholeNumber(1, 100),
  accountMinutes: wholeNumber(1, 1_440, 'minutes'),
  stopAfter: wholeNumber(1, 100),
  addressFailures: wholeNumber(1, 1_000_000),
  knownAddressDays: wholeNumber(0, 365, 'days'),
  maxEntries: wholeNumber(100, 10_000_000),
  limiter: limiterCheck,
  durableLimiter: limiterCheck,
  now: callback(),
}

/** The limits, with every default filled in. Times are in milliseconds. */
export interface ThrottlePolicy {
  readonly account: RatePolicy
  readonly address: RatePolicy
  readonly knownFor: number
  readonly maxEntries: number
}

export interface RatePolicy {
  /** Failures in a period. */
  readonly limit: number
  readonly period: number
  /** Failures in a row after which there is no further attempt; `Infinity`: the rate alone counts. */
  readonly stopAfter: number
}

export interface ReadThrottleOptions {
  readonly policy: ThrottlePolicy
  /** `undefined`: failures are counted in this process. */
  readonly limiters: SharedLimiters | undefined
  readonly now: (() => Date) | undefined
}

const MINUTE = 60_000
const DAY = 86_400_000

/** Throws `ConfigError`, naming the option and what is allowed. */
export function readThrottleOptions(
  caller: string,
  given: LoginThrottleOptions | undefined,
  place = '',
): ReadThrottleOptions {
  const options = readOptions<LoginThrottleOptions>(caller, given, CHECKS, place)
  const account = {
    limit: options.accountFailures ?? 10,
    period: (options.accountMinutes ?? 15) * MINUTE,
    stopAfter: options.stopAfter ?? 100,
  }
  const address = { limit: options.addressFailures ?? 30, period: MINUTE, stopAfter: Infinity }
  const knownFor = (options.knownAddressDays ?? 30) * DAY
  const policy = { account, address, knownFor, maxEntries: options.maxEntries ?? 50_000 }
  const { limiter, durableLimiter, now } = options
  if (limiter === undefined && durableLimiter !== undefined) {
    throw new ConfigError(
      `\`${place}durableLimiter\` needs \`${place}limiter\`, which counts the rates: pass both, or it as \`limiter\` alone`,
    )
  }
  const limiters = limiter && { rates: limiter, durable: durableLimiter ?? limiter }
  return { policy, limiters, now }
}

/** The half of each budget, for a process that cannot see what the others count. */
export function halved(policy: ThrottlePolicy): ThrottlePolicy {
  return { ...policy, account: half(policy.account), address: half(policy.address) }
}

function half({ limit, period, stopAfter }: RatePolicy): RatePolicy {
  return {
    limit: Math.max(1, Math.floor(limit / 2)),
    period,
    stopAfter: Math.max(1, Math.floor(stopAfter / 2)),
  }
}
