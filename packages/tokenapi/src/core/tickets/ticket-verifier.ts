import type { Authentication } from '../authentication.js'
import { type TicketParts, type TicketRequest, checkTicket } from './check-ticket.js'
import { ConfigError, RefusedError } from '../errors.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import { ProvenAuthentication } from '../proven-authentication.js'
import type { ToPublicUser } from '../public-user.js'
import type { Reporter } from '../events/reporter.js'
import { requireScopes } from '../access/scopes.js'
import type { UserStore } from '../store.js'
import { type PresentedTicket, digestOfUse } from './ticket.js'
import type { TicketOwner } from './ticket-owner.js'
import { tokenEvents } from '../access/token-events.js'
import type { UserId } from '../user.js'

/** A ticket, the request that presents it, and the scopes that its guard needs. */
interface GuardedTicket extends TicketRequest {
  readonly scopes: readonly string[]
}

/** Verifies a ticket, with the outcomes of `VerifyToken`, and `insufficient_scope`. */
export type VerifyTicket<A = object> = (
  presented: GuardedTicket,
  request: RequestOfEvent,
) => Promise<Authentication<A>>

export interface TicketVerifierOptions<A> extends TicketParts {
  readonly toPublicUser: ToPublicUser<A>
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
}

/** A ticket for one request is used up when everything else is right. */
export function createTicketVerifier<A>(options: TicketVerifierOptions<A>): VerifyTicket<A> {
  const { store, toPublicUser } = options
  const report = tokenEvents(options.reporter)
  return async (presented, request) => {
    const checked = await checkTicket(options, presented)
    if ('fault' in checked) throw refused(checked.fault, checked.userId)
    const { ticket, owner, keyIndex } = checked
    const user = toPublicUser(owner.user)
    const authentication = new ProvenAuthentication(user, describe(ticket, owner), PARENT)
    requireScopes(authentication, presented.scopes)
    if (ticket.nonce !== undefined) await useUp(store, ticket, owner.user.id)
    if (keyIndex > 0) report({ userId: owner.user.id, keyIndex, isFutureDated: false }, request)
    return authentication
  }
}

/** A ticket gives no ticket. */
const PARENT = Object.freeze({ kind: 'ticket' })

function describe({ issuedAt, expiresAt }: PresentedTicket, { token }: TicketOwner) {
  return Object.freeze({
    kind: 'ticket',
    id: token.id,
    name: token.name,
    scopes: token.scopes,
    issuedAt: new Date(issuedAt),
    expiresAt: new Date(expiresAt),
  } as const)
}

/** Milliseconds that a used ticket is remembered longer, as the clock of another node may be behind. */
const CLOCKS_APART = 3_600_000

async function useUp(
  { tokens }: UserStore,
  ticket: PresentedTicket,
  userId: UserId,
): Promise<void> {
  if (tokens === undefined) {
    throw new ConfigError(
      'a ticket for one request was presented, and the store cannot remember it: it has no `tokens`',
    )
  }
  const isFirst = await tokens.useOnce(digestOfUse(ticket), ticket.expiresAt + CLOCKS_APART)
  if (!isFirst) throw refused('used before', userId)
}

function refused(reason: string, userId?: UserId): RefusedError {
  return new RefusedError('invalid_token', 'Incorrect ticket.', {
    reason: `ticket: ${reason}`,
    userId,
  })
}
