/** What becomes of the password of a row. */
import {
  type ForeignHash,
  type ScryptParameters,
  describePassword,
  recognizeForeignHash,
} from 'tokenapi/password'

import { RowError } from './row-error.js'

/**
 * - `hashed`: of one of Django's formats or made into one, or unusable
 * - `plain`: to be hashed here
 * - `any`: kept as they are, whatever they are
 */
export const PASSWORDS = ['hashed', 'plain', 'any'] as const
export type Passwords = (typeof PASSWORDS)[number]

/** What is done with a hash that no format of Django's can hold. */
export const UNREADABLE = ['reject', 'lock'] as const

export interface PasswordOptions {
  readonly passwords: Passwords
  readonly unreadable: (typeof UNREADABLE)[number]
  /** Characters that the column of passwords holds. */
  readonly longest?: number | undefined
  /** Of `SALT:KEY` pairs, which do not name them. */
  readonly scrypt?: ScryptParameters | undefined
}

export interface ReadPassword {
  /** What is stored. */
  readonly encoded: string
  /** What is stored is made of this: a plain password, or `null` for a user without one. */
  readonly from?: string | null
  /** What was done with a hash of another program. */
  readonly outcome?: Outcome
}

export interface Outcome {
  readonly became: 'converted' | 'kept' | 'locked'
  /** "bcrypt", "Werkzeug scrypt" */
  readonly format: string
}

/** Throws `RowError`. Its sentence never holds a piece of the password. */
export function readPassword(value: unknown, options: PasswordOptions): ReadPassword {
  const text = value === null ? '' : value
  if (typeof text !== 'string') throw new RowError('it has no password')
  switch (options.passwords) {
    case 'any':
      return { encoded: text }
    case 'hashed':
      return readHash(text, options)
    case 'plain':
      return readPlain(text)
  }
}

function readHash(text: string, options: PasswordOptions): ReadPassword {
  if (text === '') return { encoded: text }
  const found = recognizeForeignHash(text, { scrypt: options.scrypt })
  if (found !== undefined) return ofForeign(text, found, options)
  // What a cut one lacks, only its length tells.
  const bare = text.startsWith('argon2$')
    ? recognizeForeignHash(text.slice('argon2'.length))
    : undefined
  if (bare?.state === 'malformed') throw cut('argon2')
  const described = describePassword(text)
  if (described.state === 'readable' || described.state === 'unusable') return { encoded: text }
  // A word that names a format, such as "crypt", is as likely a password.
  if (described.state === 'malformed' && text.includes('$')) {
    throw cut(described.algorithm)
  }
  throw new RowError('the password is no known hash (--passwords plain hashes plain ones)')
}

function cut(algorithm: string): RowError {
  return new RowError(
    `the password is a ${algorithm} hash that is cut, damaged or beyond what is computed here: no password would fit it`,
  )
}

function ofForeign(
  text: string,
  found: ForeignHash,
  { unreadable, longest = Infinity }: PasswordOptions,
): ReadPassword {
  const { format } = found
  switch (found.state) {
    case 'convertible':
      if (found.encoded === text) return { encoded: text }
      if (found.encoded.length > longest) {
        throw new RowError(
          `the password is a hash (${format}) that has ${found.encoded.length} characters in Django's format, and its column holds ${longest}: widen the column to 255`,
        )
      }
      return { encoded: found.encoded, outcome: { became: 'converted', format } }
    case 'malformed':
      throw new RowError(`the password is a hash (${format}), and ${found.reason}`)
    case 'unsupported': {
      // Ours reads some that Django does not.
      const hash = text.trim()
      if (describePassword(hash).state === 'readable') {
        return { encoded: hash, outcome: { became: 'kept', format } }
      }
      if (unreadable === 'lock') {
        return { encoded: '', from: null, outcome: { became: 'locked', format } }
      }
      throw new RowError(
        `the password is a hash (${format}) that cannot be converted: ${found.reason}; ${wayOut(found.reason)}`,
      )
    }
  }
}

function wayOut(reason: string): string {
  return reason === 'it does not name its parameters'
    ? 'name them with --scrypt N,r,p (Node’s defaults are 16384,8,1)'
    : '--unreadable lock adds such users without a password, until they get a new one'
}

const LONE_SURROGATE = /\p{Surrogate}/u
/** As Django marks a user without a password. */
const UNUSABLE = /^!(?:[A-Za-z0-9]{40})?$/

function readPlain(text: string): ReadPassword {
  if (text === '') throw new RowError('the password is empty')
  if (LONE_SURROGATE.test(text)) throw new RowError('the password holds half a character')
  const format = formatOf(text)
  if (format === undefined) return { encoded: '', from: text }
  throw new RowError(`the password is a hash already (${format}): leave out --passwords plain`)
}

/** The format of what is most likely a hash. */
function formatOf(text: string): string | undefined {
  const found = recognizeForeignHash(text)
  if (found !== undefined) return found.format
  if (UNUSABLE.test(text)) return 'marked as unusable'
  const described = describePassword(text)
  const isHash = described.state === 'readable' || described.state === 'malformed'
  return isHash && text.includes('$') ? described.algorithm : undefined
}
