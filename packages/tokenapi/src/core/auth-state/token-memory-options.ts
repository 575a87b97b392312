import { ConfigError } from '../errors.js'
import { type OptionCheck, describeValue, wholeNumber } from '../options/option-checks.js'
import type { OptionChecks } from '../options/read-options.js'
import type { Reporter } from '../events/reporter.js'
import type { StoreChanges } from './store-changes.js'
import type { UserStore } from '../store.js'
import { type TokenMemory, type TokenMemoryParts, createTokenMemory } from './token-memory.js'

/** How long a verification may be believed, and how many. */
export interface StalenessOptions {
  /**
   * Seconds for which a token that was valid is believed without asking the store, from 0 to 60; default 0, the store is
   * read for every request. Every change, by anybody, is seen within this time; a change through this process at once.
   * A refusal always comes from the store.
   */
  readonly maxStaleSeconds?: number | undefined
  /** Tokens that are remembered: so many, and up to twice as many; default 32768. */
  readonly maxRememberedTokens?: number | undefined
}

const MOST_SECONDS = 60
/** A larger map takes 20 to 36 milliseconds to grow, in which no request is served. */
const LARGE = 250_000

const seconds: OptionCheck<number> = (value, option) => {
  if (typeof value === 'number' && value >= 0 && value <= MOST_SECONDS) return value
  throw new ConfigError(
    `\`${option}\` must be a number of seconds, from 0 to ${MOST_SECONDS}; got ${describeValue(value)}`,
  )
}

export const STALENESS_CHECKS: Required<OptionChecks<StalenessOptions>> = {
  maxStaleSeconds: seconds,
  maxRememberedTokens: wholeNumber(1, 10_000_000, 'tokens'),
}

interface Given<A>
  extends StalenessOptions, Pick<TokenMemoryParts<A>, 'prove' | 'window' | 'idle'> {
  readonly store: Pick<UserStore, 'changeMark'>
  readonly changes: StoreChanges
  readonly warn: Reporter['warn']
  clock(): number
}

/** A memory for tokens, and the function that ends what it listens to. */
export interface TokenMemoryOfApi<A> {
  readonly memory: TokenMemory<A> | undefined
  stop(this: void): void
}

/** By the options; without a bound nothing is remembered. */
export function tokenMemoryOf<A>(given: Given<A>): TokenMemoryOfApi<A> {
  const { maxStaleSeconds = 0, maxRememberedTokens = 32_768, store, changes, clock, warn } = given
  if (maxStaleSeconds === 0) return { memory: undefined, stop: () => {} }
  if (maxRememberedTokens > LARGE) {
    warn({
      code: 'TOKENAPI_MEMORY',
      message: `\`maxRememberedTokens\` is ${maxRememberedTokens}`,
      fix: `Requests wait for 20 to 36 ms each time a map of more than ${LARGE} entries grows. Set a smaller number.`,
    })
  }
  const ends: (() => void)[] = []
  return {
    memory: createTokenMemory({
      prove: given.prove,
      window: given.window,
      idle: given.idle,
      bound: maxStaleSeconds * 1_000,
      most: maxRememberedTokens,
      changeMark: store.changeMark,
      listen: (listener) => void ends.push(changes.listen(listener)),
      clock,
      elapsed: () => performance.now(),
    }),
    stop: () => ends.forEach((end) => end()),
  }
}
