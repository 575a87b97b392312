import type { TokenWindow } from '../classic/classic-token.js'
import type { KeyRing } from '../secret-key.js'
import type { UserStore } from '../store.js'
import { type PresentedTicket, readTicket, signingKeyIndex, ticketPath } from './ticket.js'
import {
  type AccessParts,
  type TicketFault,
  type TicketOwner,
  accessOwner,
  classicOwner,
} from './ticket-owner.js'

/** A ticket, and the request that presents it. */
export interface TicketRequest {
  readonly ticket: string
  /** Of the request. */
  readonly method: string
  /** As the client requested it, undecoded, without the query string. */
  readonly path: string
}

/** What the check of a ticket needs. */
export interface TicketParts extends AccessParts {
  readonly ring: KeyRing
  readonly store: UserStore
  /** Milliseconds. */
  clock(): number
  window(): TokenWindow
}

/** A ticket that is good for this request. Whether it was used before is not known yet. */
export interface CheckedTicket {
  readonly ticket: PresentedTicket
  readonly owner: TicketOwner
  /** Of the key that signed it. */
  readonly keyIndex: number
}

/** Signature and limits first, without a look-up; then the token that the ticket was issued from. */
export async function checkTicket(
  parts: TicketParts,
  { ticket: text, method, path }: TicketRequest,
): Promise<CheckedTicket | TicketFault> {
  const ticket = readTicket(text)
  if (ticket === undefined) return fault('malformed')
  const keyIndex = signingKeyIndex(parts.ring, ticket)
  const key = parts.ring[keyIndex]
  if (key === undefined) return fault('wrong signature')
  if (parts.clock() >= ticket.expiresAt) return fault('expired')
  if (!isFor(method, ticket)) return fault('wrong method')
  if (ticketPath(path) !== ticket.path) return fault('wrong path')
  const { parent } = ticket
  const owner =
    parent.kind === 'classic'
      ? await classicOwner(parts, key, parent)
      : await accessOwner(parts, parent)
  return 'fault' in owner ? owner : { ticket, owner, keyIndex }
}

function isFor(method: string, ticket: PresentedTicket): boolean {
  return method === ticket.method || (method === 'HEAD' && ticket.method === 'GET')
}

function fault(reason: string): TicketFault {
  return { fault: reason, userId: undefined }
}
