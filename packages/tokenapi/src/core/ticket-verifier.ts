import type { AccessVerifierOptions } from './access-verifier.js'
import { isInWindow } from './classic-token.js'
import { ConfigError, RefusedError } from './errors.js'
import type { RequestOfEvent } from './outcome-report.js'
import { ProvenAuthentication } from './proven-authentication.js'
import type { Publish } from './public-user.js'
import type { Reporter } from './reporter.js'
import type { KeyRing } from './secret-key.js'
import { sha256 } from './sha256.js'
import type { UserStore } from './store.js'
import { type PresentedTicket, readTicket, signingKeyIndex, ticketPath } from './ticket.js'
import { type TicketOwner, accessOwner, classicOwner } from './ticket-owner.js'
import { tokenEvents } from './token-events.js'
import type { Authentication } from './authentication.js'
import type { UserId } from './user.js'

/** What a request presents in the parameter `ticket`. */
export interface TicketRequest {
  readonly ticket: string
  /** Of the request. */
  readonly method: string
  /** As the client requested it, undecoded, without the query string. */
  readonly path: string
}

/** Verifies a ticket, with the outcomes of `VerifyToken`. */
export type VerifyTicket<A = object> = (
  presented: TicketRequest,
  request: RequestOfEvent,
) => Promise<Authentication<A>>

export interface TicketVerifierOptions<A> {
  readonly ring: KeyRing
  readonly store: UserStore
  /** `undefined`: access tokens are off. */
  readonly access: AccessVerifierOptions | undefined
  readonly publish: Publish<A>
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell'>
  /** Milliseconds. */
  clock(): number
  window(): Parameters<typeof isInWindow>[1]
}

/** Signature and limits first, without a look-up; then the token that it was issued for; then whether it was used. */
export function createTicketVerifier<A>(options: TicketVerifierOptions<A>): VerifyTicket<A> {
  const { ring, store, publish, clock } = options
  const report = tokenEvents(options.reporter)
  return async ({ ticket: text, method, path }, request) => {
    const ticket = readTicket(text)
    if (ticket === undefined) throw refused('malformed')
    const keyIndex = signingKeyIndex(ring, ticket)
    const key = ring[keyIndex]
    if (key === undefined) throw refused('wrong signature')
    if (clock() >= ticket.expiresAt) throw refused('expired')
    if (!isFor(method, ticket)) throw refused('wrong method')
    if (ticketPath(path) !== ticket.path) throw refused('wrong path')
    const { parent } = ticket
    const owner =
      parent.kind === 'classic'
        ? await classicOwner(options, key, parent)
        : await accessOwner(options, parent)
    if ('fault' in owner) throw refused(owner.fault, owner.userId)
    if (ticket.nonce !== undefined) await useUp(store, ticket, owner.user.id)
    if (keyIndex > 0) report({ userId: owner.user.id, keyIndex, isFutureDated: false }, request)
    return new ProvenAuthentication(publish(owner.user), describe(ticket, owner), {
      kind: 'ticket',
    })
  }
}

function isFor(method: string, ticket: PresentedTicket): boolean {
  return method === ticket.method || (method === 'HEAD' && ticket.method === 'GET')
}

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

async function useUp(
  { tokens }: UserStore,
  { signed, expiresAt }: PresentedTicket,
  userId: UserId,
): Promise<void> {
  if (tokens === undefined) {
    throw new ConfigError(
      'a ticket for one request was presented, and the store cannot remember it: it has no `tokens`',
    )
  }
  const isFirst = await tokens.useOnce(sha256(`tokenapi.used-ticket\0${signed}`), expiresAt)
  if (!isFirst) throw refused('used before', userId)
}

function refused(reason: string, userId?: UserId): RefusedError {
  return new RefusedError('invalid_token', 'Incorrect ticket.', {
    reason: `ticket: ${reason}`,
    userId,
  })
}
