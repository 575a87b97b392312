import { type Awaitable, isLater, mapAwaitable } from '../../core/runtime/awaitable.js'
import type { Credentials } from '../../core/credentials.js'
import {
  type OutcomeReport,
  type RequestOfEvent,
  outcomeReport,
} from '../../core/events/outcome-report.js'
import { requireScopes } from '../../core/access/scopes.js'
import type { Authentication } from '../../core/authentication.js'
import type { TokenClient } from '../../core/verify-token.js'
import type { ClientAddress } from '../client-address.js'
import type { ApiContext } from '../api-context.js'
import { eventRequestOf } from '../event-request.js'
import { optionalCredentials, presentedCredentials } from '../credentials/presented-credentials.js'
import { presentedTicket } from '../credentials/presented-ticket.js'
import type { AuthenticateOptions } from './read-guard-options.js'
import type { RequestView } from '../view/request-view.js'

/**
 * The authentication of a request; `undefined` if `optional` and the request has no credentials. Throws or
 * rejects with `RefusedError`, or with another error if the result is unknown. Returns a promise only if the
 * body or the store has to be awaited.
 */
export function authenticateRequest<A>(
  context: ApiContext<A>,
  view: RequestView,
  {
    optional,
    credentials: places = context.places,
    scopes = context.defaultScopes,
    tickets,
  }: AuthenticateOptions,
): Awaitable<Authentication<A> | undefined> {
  const { verify, verifyTicket, limits, reporter, clientAddress } = context
  const request: RequestOfEvent = () => eventRequestOf(view, clientAddress)
  const client = (): TokenClient => tokenClientOf(view, clientAddress)
  const report = outcomeReport(reporter, { kind: 'authentication', request })
  try {
    const ticket = tickets === true ? presentedTicket(view, limits) : undefined
    if (ticket !== undefined) {
      return verifyTicket({ ...ticket, scopes }, request).then(report.succeeded, report.failed)
    }
    const read = optional === true ? optionalCredentials : presentedCredentials
    const presented = read(view, context, places)
    const verified = isLater(presented)
      ? presented.then((credentials) => credentials && verify(credentials, request, client))
      : verify(presented, request, client)
    return concluded(verified, scopes, report)
  } catch (error) {
    return report.failed(error)
  }
}

function concluded<A>(
  verified: Awaitable<Authentication<A> | undefined>,
  scopes: readonly string[],
  report: OutcomeReport,
): Awaitable<Authentication<A> | undefined> {
  // For each request: the token may be known, and these scopes are of this guard.
  const result = scopes.length === 0 ? verified : permitted(verified, scopes)
  return isLater(result) ? result.then(report.succeeded, report.failed) : report.succeeded(result)
}

function permitted<A>(
  verified: Awaitable<Authentication<A> | undefined>,
  scopes: readonly string[],
): Awaitable<Authentication<A> | undefined> {
  return mapAwaitable(verified, (authentication) => {
    if (authentication !== undefined) requireScopes(authentication, scopes)
    return authentication
  })
}

/** The authentication of credentials that have been read. Rejects as `authenticateRequest`. */
export async function verifyCredentials<A>(
  context: ApiContext<A>,
  credentials: Credentials,
  view?: RequestView,
): Promise<Authentication<A>> {
  const request: RequestOfEvent = () => view && eventRequestOf(view, context.clientAddress)
  const client = (): TokenClient => (view ? tokenClientOf(view, context.clientAddress) : {})
  const report = outcomeReport(context.reporter, { kind: 'authentication', request })
  try {
    return report.succeeded(await context.verify(credentials, request, client))
  } catch (error) {
    return report.failed(error)
  }
}

function tokenClientOf(view: RequestView, clientAddress: ClientAddress): TokenClient {
  return { address: clientAddress(view), userAgent: view.header('user-agent') }
}
