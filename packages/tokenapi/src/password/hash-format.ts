import { ConfigError } from '../core/errors.js'
import { describeValue } from '../core/option-checks.js'

/** Formats that are slow by design. */
const STRONG = [
  'argon2',
  'bcrypt',
  'bcrypt_sha256',
  'pbkdf2_sha1',
  'pbkdf2_sha256',
  'scrypt',
] as const
/** Plain digests and DES: millions of guesses a second for anyone who reads the table. */
const WEAK = ['crypt', 'md5', 'sha1', 'unsalted_md5', 'unsalted_sha1'] as const

/** A format that Django has shipped, by the name of its hasher. */
export type HashFormat = (typeof STRONG)[number] | (typeof WEAK)[number]

/** What may log in where nothing else is named. */
export const STRONG_HASHES: readonly HashFormat[] = STRONG
/** Every format that can be named. */
export const HASH_FORMATS: readonly HashFormat[] = [...STRONG, ...WEAK].toSorted()
const ALL: ReadonlySet<string> = new Set(HASH_FORMATS)

export function isHashFormat(name: string): name is HashFormat {
  return ALL.has(name)
}

/** The formats of an option or a setting. Throws `ConfigError` naming what is allowed. */
export function readHashFormats(formats: readonly HashFormat[]): ReadonlySet<HashFormat> {
  const names: unknown = formats
  if (!Array.isArray(names) || names.length === 0) {
    throw new ConfigError(
      `\`allowedHashes\` must list one format or more of: ${HASH_FORMATS.join(', ')}`,
    )
  }
  const unknown: unknown = names.find((name) => typeof name !== 'string' || !isHashFormat(name))
  if (unknown !== undefined) {
    throw new ConfigError(
      `\`allowedHashes\`: there is no format ${describeValue(unknown)}; allowed are ${HASH_FORMATS.join(', ')}`,
    )
  }
  return new Set(formats)
}
