import { isLater } from './runtime/awaitable.js'
import type { Reporter } from './events/reporter.js'
import { type ProverOptions, createTokenProver } from './prove-token.js'
import { type TokenMemoryOptions, createTokenMemory } from './auth-state/token-memory.js'
import { createTokenUses } from './token-uses.js'
import type { VerifyToken } from './verify-token.js'

export interface VerifierOptions<A> extends ProverOptions<A> {
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
  /** `undefined`: the store is read for every request. */
  readonly memory?: TokenMemoryOptions | undefined
}

/** Believes what was proven lately, else asks the store. A refusal never comes from memory. */
export function createTokenVerifier<A>(options: VerifierOptions<A>): VerifyToken<A> {
  const prove = createTokenProver(options)
  const uses = createTokenUses(options)
  const memory = options.memory && createTokenMemory({ ...options, ...options.memory, prove })
  return (credentials, request, client) => {
    const known = memory?.find(credentials)
    if (known !== undefined) return uses.note(known, request, client)
    const reading = memory?.begin()
    const proven = prove(credentials, request)
    if (!isLater(proven)) {
      if (reading !== undefined) memory?.remember(credentials, proven, reading)
      return uses.note(proven, request, client)
    }
    return proven.then((authentication) => {
      if (reading !== undefined) memory?.remember(credentials, authentication, reading)
      return uses.note(authentication, request, client)
    })
  }
}
