import { isLater } from './runtime/awaitable.js'
import type { Reporter } from './events/reporter.js'
import type { TokenMemory } from './auth-state/token-memory.js'
import { type TokenUsesOptions, createTokenUses } from './token-uses.js'
import type { ProveToken, VerifyToken } from './verify-token.js'

export interface VerifierOptions<A> extends TokenUsesOptions {
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
  /** By the store. */
  readonly prove: ProveToken<A>
  /** `undefined`: the store is read for every request. */
  readonly memory?: TokenMemory<A> | undefined
}

/** Believes what was proven lately, else asks the store. A refusal never comes from memory. */
export function createTokenVerifier<A>(options: VerifierOptions<A>): VerifyToken<A> {
  const { prove, memory } = options
  const uses = createTokenUses(options)
  return (credentials, request, client) => {
    const known = memory?.find(credentials)
    if (known !== undefined) return uses.note(known, request, client)
    const proven = (memory?.prove ?? prove)(credentials, request)
    return isLater(proven)
      ? proven.then((authentication) => uses.note(authentication, request, client))
      : uses.note(proven, request, client)
  }
}
