import type { TicketRequest } from '../../core/tickets/check-ticket.js'
import type { Limits } from '../body/limits.js'
import { queryFields } from './presented-credentials.js'
import { type RequestView, originForm, pathOf } from '../view/request-view.js'

/**
 * The ticket of a request, with its method and the path that the client requested, also below a mount; `undefined`
 * without a ticket. It is read from the query string alone. Throws `RefusedError`.
 */
export function presentedTicket(view: RequestView, limits: Limits): TicketRequest | undefined {
  const ticket = queryFields(view, limits).get('ticket')
  if (ticket === undefined || ticket === '') return undefined
  const requested = view.originalTarget?.() ?? view.target
  return { ticket, method: view.method, path: pathOf(originForm(requested)) }
}
