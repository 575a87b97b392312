import {
  type TicketParts,
  type TicketRequest,
  checkTicket,
} from '../../core/tickets/check-ticket.js'
import { digestOfUse } from '../../core/tickets/ticket.js'
import { answerOf, outageStep } from '../../core/explain/answer.js'
import { type Explanation, type ExplanationStep, step } from '../../core/explain/explanation.js'
import { withScopes } from '../../core/explain/explain.js'
import { maskedPath } from '../refusal/masked-path.js'

/** Why a ticket is accepted or refused by a guard with these scopes. A ticket for one request is not used up. */
export async function explainTicket(
  parts: TicketParts,
  presented: TicketRequest,
  scopes: readonly string[],
): Promise<Explanation> {
  const checked = await answerOf(() => checkTicket(parts, presented))
  const found = step('query', true, 'a ticket, which decides alone: header and form are not read')
  if ('error' in checked) {
    const steps = [found, outageStep('ticket', checked.error)]
    return { accepted: false, code: 'temporarily_unavailable', steps }
  }
  const { value } = checked
  if ('fault' in value) {
    const steps = [found, faultStep(value.fault, presented)]
    return { accepted: false, code: 'invalid_token', steps }
  }
  const { ticket, owner } = value
  if (ticket.nonce === undefined) {
    return withScopes([found, step('ticket', true, VALID)], owner.token.scopes, scopes)
  }
  const used = await answerOf(() => parts.store.tokens?.wasUsed?.(digestOfUse(ticket)))
  if ('error' in used) {
    const steps = [found, outageStep('ticket', used.error)]
    return { accepted: false, code: 'temporarily_unavailable', steps }
  }
  const explained = withScopes([found, useStep(used.value)], owner.token.scopes, scopes)
  const isRefused = explained.accepted && used.value === true
  return isRefused ? { ...explained, accepted: false, code: 'invalid_token' } : explained
}

const VALID = 'valid for this request'

/** @param wasUsed `undefined`: the store cannot tell */
function useStep(wasUsed: boolean | undefined): ExplanationStep {
  if (wasUsed === undefined) {
    return step(
      'ticket',
      'unknown',
      `${VALID} if it was not used before, which this store cannot tell`,
      'Get a new ticket for each request. To have uses explained, add `wasUsed` to `tokens` of the store.',
    )
  }
  return wasUsed
    ? step(
        'ticket',
        false,
        'used before: it was for one request',
        'Get a new ticket for each request.',
      )
    : step('ticket', true, `${VALID}; for one request, and not used yet`)
}

function faultStep(fault: string, { method, path }: TicketRequest): ExplanationStep {
  const of = FIXES[fault]
  if (of === undefined) {
    const found = `the token that it was issued from: ${fault}`
    return step(
      'ticket',
      false,
      found,
      'Issue a ticket with a valid token; the user may have to log in.',
    )
  }
  const request = `${method.slice(0, 32)} ${maskedPath(path)}`
  return step(
    'ticket',
    false,
    of.found,
    of.fix.replace('REQUEST', () => request),
  )
}

interface Fault {
  readonly found: string
  readonly fix: string
}

const FIXES: Readonly<Record<string, Fault>> = {
  'malformed': {
    found: 'not the text of a ticket',
    fix: 'Send the whole text that `api.tickets.issue` returned, and no token.',
  },
  'wrong signature': {
    found: 'no secret key of this api has signed it',
    fix: 'Issue it with the same `secretKey`. A column or a copy by hand may have changed it.',
  },
  'expired': {
    found: 'its time is over',
    fix: 'Get a new ticket for each link. `seconds` may be up to 3600.',
  },
  'wrong method': {
    found: 'issued for another method',
    fix: 'Issue it for REQUEST, or send the request with the method that it was issued for.',
  },
  'wrong path': {
    found: 'issued for another path; paths are compared byte for byte',
    fix: 'Issue it for REQUEST: with the slashes, the case and the escapes that the client requests.',
  },
}
