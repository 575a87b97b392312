import type { TicketRequest } from '../../core/tickets/check-ticket.js'
import { ConfigError, isRefusedError } from '../../core/errors.js'
import { explainCredentials } from '../../core/explain/explain.js'
import type { Explanation } from '../../core/explain/explanation.js'
import type { ExplainOptions } from '../../core/explain/options.js'
import type { Credentials } from '../../core/credentials.js'
import { hashInWords } from '../../password/hash-in-words.js'
import type { ApiContext } from '../api-context.js'
import { explainRequest } from './explain-request.js'
import { explainTicket } from './explain-ticket.js'
import { isView, viewOfRequest } from '../view/fetch-view.js'
import type { Limits } from '../body/limits.js'
import { presentedTicket } from '../credentials/presented-ticket.js'
import type { AuthenticateOptions } from '../guard/read-guard-options.js'
import type { RequestView } from '../view/request-view.js'

/** What explanations use of an api. */
export interface ExplainParts<A>
  extends
    Omit<ExplainOptions<A>, 'describeHash' | 'scopes'>,
    Pick<ApiContext, 'limits' | 'places' | 'tokenPrefixes'> {}

/** What can be explained. */
export type Explainable = Request | RequestView | Credentials

/** Why a request or credentials are accepted or refused. No guard, route or adapter may call it. */
export async function explain<A>(
  parts: ExplainParts<A>,
  given: Explainable,
  options: AuthenticateOptions,
): Promise<Explanation> {
  const scopes = options.scopes ?? parts.access?.settings.defaultScopes ?? []
  const ofCredentials = (credentials: Credentials): Promise<Explanation> =>
    explainCredentials({ ...parts, scopes, describeHash: hashInWords }, credentials)
  if (isCredentials(given)) return ofCredentials(given)
  const view = isView(given) ? given : viewOfRequest(given)
  const ticket = options.tickets === true ? ticketIn(view, parts.limits) : undefined
  return ticket === undefined
    ? explainRequest(parts, ofCredentials, view, options)
    : explainTicket(parts, ticket, scopes)
}

/** `undefined` also where the query string cannot be read, as `explainRequest` says. */
function ticketIn(view: RequestView, limits: Limits): TicketRequest | undefined {
  try {
    return presentedTicket(view, limits)
  } catch (error) {
    if (isRefusedError(error)) return undefined
    throw error
  }
}

function isCredentials(given: Explainable): given is Credentials {
  if (typeof given !== 'object' || given === null) throw notExplainable
  if ('header' in given || 'headers' in given) return false
  const { user, token } = given
  if ((user === undefined || typeof user === 'string') && typeof token === 'string') return true
  throw notExplainable
}

const notExplainable = new ConfigError(
  '`explain` takes a request, or `{ user, token }` with two strings, or `{ token }` with an access token',
)
