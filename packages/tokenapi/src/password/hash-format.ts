import { ConfigError } from '../core/errors.js'
import { describeValue } from '../core/options/option-checks.js'

/** Formats that are slow by design. */
const STRONG = [
  'argon2',
  'bcrypt',
  'bcrypt_sha256',
  'pbkdf2_sha1',
  'pbkdf2_sha256',
  'scrypt',
] as const
/** Plain digests and DES: an attacker with the table tries millions of passwords a second. */
const WEAK = ['crypt', 'md5', 'sha1', 'unsalted_md5', 'unsalted_sha1'] as const

/** A hash format that a version of Django has shipped, by the name of its hasher. */
export type HashFormat = (typeof STRONG)[number] | (typeof WEAK)[number]

/** The default of `allowedHashes`. */
export const STRONG_HASHES: readonly HashFormat[] = STRONG
/** All formats that `allowedHashes` accepts. */
export const HASH_FORMATS: readonly HashFormat[] = [...STRONG, ...WEAK].toSorted()
const ALL: ReadonlySet<string> = new Set(HASH_FORMATS)

export function isHashFormat(name: string): name is HashFormat {
  return ALL.has(name)
}

/** The checked formats of an option. Throws `ConfigError` with the list of allowed formats. */
export function readHashFormats(formats: readonly HashFormat[]): ReadonlySet<HashFormat> {
  const names: unknown = formats
  if (!Array.isArray(names) || names.length === 0) {
    throw new ConfigError(`\`allowedHashes\` must list at least one of: ${HASH_FORMATS.join(', ')}`)
  }
  const unknown: unknown = names.find((name) => typeof name !== 'string' || !isHashFormat(name))
  if (unknown !== undefined) {
    throw new ConfigError(
      `\`allowedHashes\`: unknown format ${describeValue(unknown)}; allowed are ${HASH_FORMATS.join(', ')}`,
    )
  }
  return new Set(formats)
}
