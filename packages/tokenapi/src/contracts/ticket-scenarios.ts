/** Tickets in the query string: the path and the method that the client requested, in every framework. */
import { readClassicToken } from '../core/classic/classic-token.js'
import { digestOfToken } from '../core/classic/kept-token.js'
import { keyOf } from '../core/secret-key.js'
import { makeTicket, ticketPath } from '../core/tickets/ticket.js'
import type { BadInputs } from './recording.js'
import { type Scenario, rawRequest } from './scenario.js'

type Row = readonly [name: string, request: Scenario['request']]

/** Of an hour: as long as tickets may be valid. */
export function ticketScenarios({ fixture }: BadInputs): Scenario[] {
  const token = fixture.validTokens['1'] as string
  const right = { Authorization: `Bearer 1:${token}` }
  const ticketFor = ticketsOf(fixture.settings.SECRET_KEY, token)
  const asked = (
    method: string,
    path: string,
    target: string = path,
    headers?: Record<string, string>,
  ): Scenario['request'] =>
    rawRequest(method, `${target}?ticket=${ticketFor(method, path)}`, headers)
  const get = ticketFor('GET', '/ticket.json')
  const same: readonly (readonly [status: number, ...Row])[] = [
    [200, 'a ticket', asked('GET', '/ticket.json')],
    [200, 'among other fields', rawRequest('GET', `/ticket.json?a=1&ticket=${get}&b=2`)],
    [200, 'to HEAD', rawRequest('HEAD', `/ticket.json?ticket=${get}`)],
    [403, 'of another method', rawRequest('POST', `/ticket.json?ticket=${get}`)],
    [
      200,
      'for POST, with a body',
      rawRequest(
        'POST',
        `/ticket.json?ticket=${ticketFor('POST', '/ticket.json')}`,
        FORM,
        'user=2&token=x',
      ),
    ],
    [403, 'of another path', asked('GET', '/tickets.json', '/ticket.json')],
    [200, 'a path with escapes', asked('GET', '/ticket/a%20b/caf%C3%A9')],
    [403, 'a path with other escapes', asked('GET', '/ticket/a/b', '/ticket/%61/b')],
    [403, 'a path that begins alike', asked('GET', '/ticket/a', '/ticket/a/b')],
    [403, 'a wrong one', rawRequest('GET', '/ticket.json?ticket=x')],
    [403, 'a wrong one beside a right header', rawRequest('GET', '/ticket.json?ticket=x', right)],
    [200, 'a right one beside a wrong header', asked('GET', '/ticket.json', '/ticket.json', WRONG)],
    [200, 'an empty one beside a right header', rawRequest('GET', '/ticket.json?ticket=', right)],
    [
      401,
      'in a form',
      rawRequest('POST', '/ticket.json', FORM, `ticket=${ticketFor('POST', '/ticket.json')}`),
    ],
    [401, 'none', rawRequest('GET', '/ticket.json')],
    [403, 'a token in place of one', rawRequest('GET', `/ticket.json?ticket=${token}`)],
    [401, 'at a guard without tickets', asked('GET', '/whoami.json')],
    [403, 'in place of a token', rawRequest('GET', `/ticket.json?user=1&token=${get}`)],
  ]
  const closed: readonly Row[] = [
    '//ticket.json',
    '/ticket.json/',
    '/TICKET.JSON',
    '/%74icket.json',
    '/./ticket.json/',
    '/ticket.json;a=1',
    '/ticket.json%00',
  ].map((target) => [
    `a ticket of another spelling: ${target}`,
    asked('GET', '/ticket.json', target),
  ])
  const absolute = asked('GET', '/ticket.json', 'http://target/ticket.json')
  return [
    {
      ...{ name: 'a ticket in an absolute-form target', group: 'tickets: other spellings' },
      ...{ world: 'fixture', expects: 'open', request: absolute },
    },
    ...same.map(([status, name, request]): Scenario => ({
      ...{ name, group: 'tickets', world: 'fixture', expects: 'same', request },
      judge: (answer) => (answer.status === status ? [] : [`${answer.status}, not ${status}`]),
    })),
    ...closed.map(([name, request]): Scenario => ({
      ...{ name, group: 'tickets: other spellings', world: 'fixture', expects: 'closed', request },
    })),
  ]
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
const WRONG = { Authorization: 'Bearer 1:x' }

/** Issues tickets of a classic token of the user 1. */
function ticketsOf(secret: string, token: string): (method: string, path: string) => string {
  const key = keyOf(secret)
  const read = readClassicToken(token, { today: 0, timeoutDays: Infinity, maxFutureDays: Infinity })
  const day = Number(read?.day)
  const parent = { kind: 'classic', user: '1', day, proof: digestOfToken(key, 1, token) } as const
  const issuedAt = Date.now()
  const times = { issuedAt, expiresAt: issuedAt + 3_600_000 }
  return (method, path) =>
    makeTicket(key, { ...times, method, path: ticketPath(path), parent, nonce: undefined })
}
