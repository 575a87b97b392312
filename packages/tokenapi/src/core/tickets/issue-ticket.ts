import { randomBytes } from 'node:crypto'

import { ConfigError, RefusedError } from '../errors.js'
import { digestOfToken } from '../classic/kept-token.js'
import {
  type OptionCheck,
  describeValue,
  flag,
  required,
  wholeNumber,
} from '../options/option-checks.js'
import { type Parent, ProvenAuthentication } from '../proven-authentication.js'
import { type OptionChecks, readOptions } from '../options/read-options.js'
import type { KeyRing } from '../secret-key.js'
import type { UserStore } from '../store.js'
import { type TicketParent, makeTicket, ticketPath } from './ticket.js'
import type { Authentication } from '../authentication.js'

/** What a ticket is to permit. */
export interface TicketOptions {
  /** In capitals: "GET". A ticket for GET permits HEAD as well. */
  readonly method: string
  /** As the client requests it, without the query string: "/reports/7.pdf". It is compared exactly. */
  readonly path: string
  /** Whole seconds until it ends, from 1 to 3600. It ends with its token, if that is earlier. */
  readonly seconds: number
  /** `true`: for one request alone, on all nodes over one database. Default `false`. */
  readonly once?: boolean | undefined
}

/** Issues tickets: `api.tickets`. */
export interface Tickets {
  /**
   * A ticket for the query parameter `ticket` of one method and path. It ends with the token that was presented,
   * and with its own `seconds`. Throws `ConfigError` for invalid options and for an authentication that no guard
   * returned, and `RefusedError` if a ticket was presented in place of a token.
   *
   * @example
   * const ticket = api.tickets.issue(authentication, { method: 'GET', path: '/report.pdf', seconds: 60 })
   */
  issue(authentication: Authentication, options: TicketOptions): string
}

export interface IssueTicketParts {
  readonly ring: KeyRing
  readonly store: Pick<UserStore, 'tokens'>
  /** Milliseconds. */
  clock(): number
}

/** The issuing of tickets. */
export function createTickets({ ring, store, clock }: IssueTicketParts): Tickets {
  return {
    issue(authentication, given) {
      const { method, path, seconds, once } = readOptions('tickets.issue', given, CHECKS)
      const proof = ProvenAuthentication.parentOf(authentication)
      if (proof === undefined) throw notProven
      if (once === true && store.tokens === undefined) throw noStore
      const { key, parent, expiresAt } = signerOf(ring, proof)
      const now = clock()
      const ends = Math.min(now + seconds * 1_000, expiresAt)
      if (ends <= now) throw refused('ticket: the token has expired')
      return makeTicket(key, {
        issuedAt: now,
        expiresAt: ends,
        method,
        path: ticketPath(path),
        parent,
        nonce: once === true ? randomBytes(12).toString('base64url') : undefined,
      })
    },
  }
}

/**
 * A ticket of a classic token is signed with the key of the token: it ends when that key leaves the ring, and
 * is valid on every node where the token is.
 */
function signerOf(ring: KeyRing, proof: Parent) {
  switch (proof.kind) {
    case 'classic': {
      const { id, day } = proof
      const key = ring.find(({ fingerprint }) => fingerprint === proof.key.fingerprint)
      if (key === undefined) throw otherApi
      const digest = digestOfToken(key, id, proof.token)
      const parent: TicketParent = {
        kind: 'classic',
        user: String(id),
        day: Number(day),
        proof: digest,
      }
      // Its last day ends by the calendar of the api, which the verification looks at.
      return { key, parent, expiresAt: Infinity }
    }
    case 'access': {
      const { tokenId, expiresAt } = proof
      return { key: ring[0], parent: { kind: 'access', tokenId } as const, expiresAt }
    }
    case 'ticket':
      throw refused('ticket: presented to get another one')
  }
}

const METHOD = /^[A-Z](?:[A-Z-]{0,30}[A-Z])?$/
const methodName: OptionCheck<string> = (value, option) => {
  if (typeof value === 'string' && METHOD.test(value)) return value
  const meant = typeof value === 'string' ? value.toUpperCase() : ''
  const advice = METHOD.test(meant) ? `. Did you mean "${meant}"?` : ''
  throw new ConfigError(
    `\`${option}\` must be a method in capitals, such as "GET"; got ${describeValue(value)}${advice}`,
  )
}

/** Printable ASCII; a "?" and a "#" would end it. */
const PATH = /^\/[!-~]*$/
const requestedPath: OptionCheck<string> = (value, option) => {
  const wrong = `\`${option}\` must be a path as a client requests it: it begins with "/", and holds no "?", no "#" and no white space; got ${describeValue(value)}`
  if (typeof value !== 'string' || !value.startsWith('/') || /[?#\s]/.test(value)) {
    throw new ConfigError(wrong)
  }
  const sent = sentPath(value)
  if (PATH.test(value) && sent === value) return value
  throw new ConfigError(`${wrong}. A client requests ${describeValue(sent)}`)
}

/** As a client sends it: escaped, and without "." and "..". */
function sentPath(path: string): string {
  return new URL(`http://host${path}`).pathname
}

const CHECKS: OptionChecks<TicketOptions> = {
  method: required(methodName, 'pass the method of the request, such as "GET"'),
  path: required(requestedPath, 'pass the path of the request, such as "/report.pdf"'),
  seconds: required(wholeNumber(1, 3_600, 'seconds'), 'pass a number of seconds, from 1 to 3600'),
  once: flag,
}

const notProven = new ConfigError(
  '`tickets.issue` takes the `authentication` that a guard, `authenticate` or `verify` returned: the object itself, not a copy',
)
const otherApi = new ConfigError(
  '`tickets.issue` got an authentication of an api with another `secretKey`: issue the ticket with the api that authenticated the request',
)
const noStore = new ConfigError(
  '`once` of `tickets.issue` needs a store that remembers used tickets, and this one has no `tokens`: use a store of tokenapi, or leave `once` out',
)

function refused(reason: string): RefusedError {
  return new RefusedError('invalid_token', 'A ticket needs a valid token.', { reason })
}
