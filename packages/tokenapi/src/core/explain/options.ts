import type { CheckedStore } from '../store/checked-store.js'
import type { LoginThrottle } from '../throttle/login-throttle.js'
import type { UserStore } from '../store.js'
import type { CountedAttemptOf } from '../throttle/throttled-attempt.js'
import type { ProverOptions } from '../prove-token.js'
import type { TokenMemory } from '../auth-state/token-memory.js'
import type { VerifierOptions } from '../token-verifier.js'

/** What an explanation needs of an api. */
export interface ExplainOptions<A = object>
  extends
    Omit<VerifierOptions<A>, 'reporter' | 'prove' | 'memory' | 'access'>,
    Omit<ProverOptions<A>, 'store'> {
  readonly store: CheckedStore
  readonly timeZone: string
  /** The time in milliseconds. */
  clock(): number
  /** The login throttle; `false` if there is no throttle. */
  readonly throttle: Pick<LoginThrottle, 'state'> | false
  readonly countedAttemptOf: CountedAttemptOf
  /** What requests are answered from; `undefined` where the store is read for every request. */
  readonly memory: Pick<TokenMemory<A>, 'secondsLeft'> | undefined
  readonly maxStaleSeconds: number
  /** The scopes that the guard needs. */
  readonly scopes?: readonly string[] | undefined
  /** The format of a stored hash, without a part of it. `undefined` if the format is not known. */
  describeHash(encoded: string): string | undefined
}

/** The same for the steps: the store gives what the verifier got from it. */
export interface StepsOptions<A = object> extends Omit<ExplainOptions<A>, 'store'> {
  readonly store: UserStore
}
