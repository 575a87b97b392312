import { ConfigError } from '../core/errors.js'
import { describeValue } from '../core/option-checks.js'

/** Formats that are slow by design: what may log in where nothing else is said. */
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

export const STRONG_FORMATS: readonly HashFormat[] = STRONG
const ALL: ReadonlySet<string> = new Set<HashFormat>([...STRONG, ...WEAK])

export function isHashFormat(name: string): name is HashFormat {
  return ALL.has(name)
}

/** The formats of an option or a setting. Throws `ConfigError` naming what is allowed. */
export function readHashFormats(formats: readonly HashFormat[]): ReadonlySet<HashFormat> {
  const names: unknown = formats
  if (!Array.isArray(names) || names.length === 0) {
    throw new ConfigError(`\`allowedHashes\` must list one format or more of: ${listOf(ALL)}`)
  }
  const unknown: unknown = names.find((name) => typeof name !== 'string' || !isHashFormat(name))
  if (unknown !== undefined) {
    throw new ConfigError(
      `\`allowedHashes\`: there is no format ${describeValue(unknown)}; allowed are ${listOf(ALL)}`,
    )
  }
  return new Set(formats)
}

function listOf(names: Iterable<string>): string {
  return [...names].toSorted().join(', ')
}
