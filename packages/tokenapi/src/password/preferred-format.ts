import type { UpdateRule } from '../core/login/password-hasher.js'
import { bareFormatOf } from './bare-format.js'
import type { Work } from './stored-hash.js'
import { isWeakerAlgorithm } from './strength.js'

/** The algorithm of new hashes, with its work factors. */
export interface Preferred {
  readonly algorithm: 'pbkdf2_sha256' | 'scrypt' | 'argon2'
  encode(password: string): Promise<string>
  /** Whether the next login should store a new hash: see `UpdateRule`. */
  isOutdated(encoded: string, rule: UpdateRule): boolean
  /** The cost of one hash. */
  readonly work: Work
}

/** 22 characters are 131 bits. Django requires at least 128. */
export const SALT_LENGTH = 22

/** `isBelow` compares the work factors by the comparison of the rule. */
export function isOutdatedBy<T extends { readonly salt: { readonly length: number } }>(
  algorithm: Preferred['algorithm'],
  read: (encoded: string) => T | undefined,
  isBelow: (parts: T, below: Below, rule: UpdateRule) => boolean,
): Preferred['isOutdated'] {
  return (encoded, rule) => {
    // The application that wrote a bare hash could not read a new one.
    if (bareFormatOf(encoded) !== undefined) return false
    const weaker = isWeakerAlgorithm(encoded, algorithm)
    if (weaker !== undefined) return rule === 'different' || weaker
    const parts = read(encoded)
    return (
      parts === undefined || parts.salt.length < SALT_LENGTH || isBelow(parts, BELOW[rule], rule)
    )
  }
}

export type Below = (stored: number, preferred: number) => boolean
const BELOW: Readonly<Record<UpdateRule, Below>> = {
  weaker: (stored, preferred) => stored < preferred,
  different: (stored, preferred) => stored !== preferred,
}
