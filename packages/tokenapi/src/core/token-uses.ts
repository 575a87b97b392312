import type { AccessVerifierOptions } from './access/access-verifier.js'
import type { TokenWindow } from './classic/classic-token.js'
import type { RequestOfEvent } from './events/outcome-report.js'
import { ProvenAuthentication } from './proven-authentication.js'
import type { Reporter } from './events/reporter.js'
import type { KeyRing } from './secret-key.js'
import { tokenEvents } from './access/token-events.js'
import type { TokenClient } from './verify-token.js'

export interface TokenUsesOptions {
  readonly ring: KeyRing
  readonly access: Pick<AccessVerifierOptions, 'lastUse' | 'clock'> | undefined
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
  window(): TokenWindow
}

export interface TokenUses {
  /** Notes that a valid token let a request in. Returns the authentication. */
  note<A>(
    this: void,
    authentication: ProvenAuthentication<A>,
    request: RequestOfEvent,
    client?: () => TokenClient,
  ): ProvenAuthentication<A>
}

/** Reports what is remarkable of a classic token, and records the last use of an access token. */
export function createTokenUses({ ring, access, reporter, window }: TokenUsesOptions): TokenUses {
  const report = tokenEvents(reporter)
  return {
    note(authentication, request, client = NO_CLIENT) {
      const parent = ProvenAuthentication.parentOf(authentication)
      if (parent?.kind === 'access') access?.lastUse.note(parent, access.clock(), client)
      if (parent?.kind !== 'classic') return authentication
      const keyIndex = parent.key === ring[0] ? 0 : ring.indexOf(parent.key)
      const isFutureDated = parent.day > window().today
      if (isFutureDated || keyIndex > 0) {
        report({ userId: parent.id, keyIndex, isFutureDated }, request)
      }
      return authentication
    },
  }
}

const NO_CLIENT = (): TokenClient => ({})
