/**
 * Access tokens: random, and known to the store by their digest alone.
 *
 * access-token = prefix "_" random checksum
 * prefix       = ALPHA [ *30( ALPHA / DIGIT / "_" ) ( ALPHA / DIGIT ) ]
 * random       = 43( ALPHA / DIGIT )     256 bits in base 62
 * checksum     =  6( ALPHA / DIGIT )     the first 32 bits of SHA-256( prefix "_" random ) in base 62
 *
 * The checksum keeps mistyped and invented tokens away from the store. It is no secret: anybody can compute it.
 */
import { randomBytes } from 'node:crypto'

import { base62 } from './base62.js'
import { sha256 } from '../runtime/sha256.js'

const RANDOM = 43
const CHECKSUM = 6
/** Characters of a token with a prefix of one. */
export const SHORTEST_TOKEN: number = 2 + RANDOM + CHECKSUM
const BODY = /^_[0-9A-Za-z]{49}$/
/** RFC 8959: the form in which scanners recognize a secret. */
const SECRET_TOKEN = 'secret-token:'

/** What a prefix may be. */
export const PREFIX: RegExp = /^[A-Za-z](?:[A-Za-z0-9_]{0,29}[A-Za-z0-9])?$/

/** Prefixes in order: the first issues, all are accepted. */
export type Prefixes = readonly [issue: string, ...acceptOnly: string[]]

/** A new token of 256 random bits. */
export function makeAccessToken(prefix: string): string {
  return withChecksum(`${prefix}_${randomBase62(32, RANDOM)}`)
}

/** A new id of a record: 128 random bits in 22 letters and digits. */
export function makeTokenId(): string {
  return randomBase62(16, 22)
}

/** What a record shows of a token: 4 of its 43 random characters. The others have 232 bits. */
export function startOf(token: string): string {
  return token.slice(0, 4 - RANDOM - CHECKSUM)
}

/** The digest of a well-formed token with one of the prefixes; `undefined` for anything else. */
export function readAccessToken(text: string, prefixes: readonly string[]): string | undefined {
  // A caller in JavaScript may pass anything.
  if (typeof text !== 'string') return undefined
  const token = text.startsWith(SECRET_TOKEN) ? text.slice(SECRET_TOKEN.length) : text
  const end = token.length - RANDOM - CHECKSUM - 1
  if (!BODY.test(token.slice(end)) || !prefixes.includes(token.slice(0, end))) return undefined
  return withChecksum(token.slice(0, -CHECKSUM)) === token ? digestOfAccessToken(token) : undefined
}

/** SHA-256 of the token under its own label: 64 hex digits. */
function digestOfAccessToken(token: string): string {
  return sha256(`tokenapi.access-token\0${token}`)
}

/**
 * A regular expression that finds access tokens with this prefix, for secret scanners.
 *
 * @example
 * accessTokenPattern('acme') // '\\bacme_[0-9A-Za-z]{49}\\b'
 */
export function accessTokenPattern(prefix: string): string {
  return `\\b${prefix}_[0-9A-Za-z]{${RANDOM + CHECKSUM}}\\b`
}

/** The token that begins with a prefix, an underscore and 43 letters and digits. */
export function withChecksum(start: string): string {
  const first = BigInt(`0x${sha256(start).slice(0, 8)}`)
  return start + base62(first, CHECKSUM)
}

function randomBase62(bytes: number, length: number): string {
  return base62(BigInt(`0x${randomBytes(bytes).toString('hex')}`), length)
}
