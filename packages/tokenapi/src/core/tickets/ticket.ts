/**
 * A ticket: a signed permission for one method and one path, for minutes. A URL holds it as it is.
 *
 * ticket  = signed "." mac
 * signed  = "tkt1." issued "." expires "." method "." path "." parent [ "." nonce ]
 * issued  = milliseconds since 1970, base 36; expires likewise: refused at that millisecond
 * method  = upper-case letters and dashes
 * path    = the first 16 bytes of SHA-256 of the path, base64url
 * parent  = "a." token-id                             an access token
 *         / "c." user "." day "." proof               a classic token: user id, day and digest
 * nonce   = 12 random bytes, base64url: the ticket is good for one request
 * mac     = HMAC-SHA-256 over signed, base64url
 *
 * A released version never changes: what is new gets another number in place of the 1.
 */
import { timingSafeEqual } from 'node:crypto'

import type { Key, KeyRing } from '../secret-key.js'
import { sha256 } from '../runtime/sha256.js'

/** What a ticket was issued from. */
export type TicketParent =
  | { readonly kind: 'access'; readonly tokenId: string }
  | {
      readonly kind: 'classic'
      /** The user id as text. */
      readonly user: string
      readonly day: number
      /** `digestOfToken` of the classic token: 64 hex digits. */
      readonly proof: string
    }

/** What a ticket permits. */
export interface Ticket {
  /** Milliseconds since 1970. */
  readonly issuedAt: number
  /** Milliseconds since 1970; refused at this one. */
  readonly expiresAt: number
  readonly method: string
  /** `ticketPath` of the path. */
  readonly path: string
  readonly parent: TicketParent
  /** Present if the ticket is good for one request alone. */
  readonly nonce: string | undefined
}

/** A well-formed ticket. Nothing has been verified. */
export interface PresentedTicket extends Ticket {
  readonly signed: string
  readonly mac: string
}

const VERSION = 'tkt1'
const TIME = '(0|[1-9a-z][0-9a-z]{0,8})'
const TICKET = new RegExp(
  `^(${VERSION}\\.${TIME}\\.${TIME}\\.([A-Z-]{1,32})\\.([\\w-]{22})\\.` +
    `(?:a\\.([0-9A-Za-z]{22})|c\\.([\\w-]{1,1024})\\.${TIME}\\.([\\w-]{43}))` +
    `(?:\\.([\\w-]{16}))?)\\.([\\w-]{43})$`,
)

/** The text of a ticket, signed with this key. */
export function makeTicket(key: Key, ticket: Ticket): string {
  const { issuedAt, expiresAt, method, path, parent, nonce } = ticket
  const fields = [VERSION, base36(issuedAt), base36(expiresAt), method, path, ...textOf(parent)]
  const signed = [...fields, ...(nonce === undefined ? [] : [nonce])].join('.')
  return `${signed}.${key.ticketMac(signed)}`
}

/** The parts of a well-formed ticket; `undefined` for anything else. */
export function readTicket(text: string): PresentedTicket | undefined {
  const match = text.length > LONGEST ? null : TICKET.exec(text)
  if (match === null) return undefined
  const [, signed, issued, expires, method, path, tokenId, user, day, proof, nonce, mac] =
    match as unknown as string[]
  const parent: TicketParent =
    tokenId === undefined
      ? {
          kind: 'classic',
          user: Buffer.from(user as string, 'base64url').toString(),
          day: number(day),
          proof: Buffer.from(proof as string, 'base64url').toString('hex'),
        }
      : { kind: 'access', tokenId }
  return {
    signed: signed as string,
    issuedAt: number(issued),
    expiresAt: number(expires),
    method: method as string,
    path: path as string,
    parent,
    nonce,
    mac: mac as string,
  }
}

/** The index of the key of the ring that signed the ticket, or -1. Compares in constant time. */
export function signingKeyIndex(ring: KeyRing, { signed, mac }: PresentedTicket): number {
  // As text: base64url has several spellings of the same bytes.
  const presented = Buffer.from(mac)
  return ring.findIndex((key) => timingSafeEqual(Buffer.from(key.ticketMac(signed)), presented))
}

/** Under which a store remembers that a ticket was used. */
export function digestOfUse({ signed }: Pick<PresentedTicket, 'signed'>): string {
  return sha256(`tokenapi.used-ticket\0${signed}`)
}

/** What a ticket holds of a path: 128 bits of its digest, so that a long path makes no long ticket. */
export function ticketPath(path: string): string {
  return Buffer.from(sha256(path), 'hex').subarray(0, 16).toString('base64url')
}

const LONGEST = 2_048

function textOf(parent: TicketParent): readonly string[] {
  if (parent.kind === 'access') return ['a', parent.tokenId]
  const { user, day, proof } = parent
  return ['c', base64url(user, 'utf8'), base36(day), base64url(proof, 'hex')]
}

function base64url(text: string, encoding: 'utf8' | 'hex'): string {
  return Buffer.from(text, encoding).toString('base64url')
}

function base36(value: number): string {
  return value.toString(36)
}

function number(digits: string | undefined): number {
  return Number.parseInt(digits as string, 36)
}
