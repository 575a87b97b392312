import { encodeArgon2, readArgon2, workOfArgon2 } from './argon2.js'
import { type Preferred, SALT_LENGTH, isOutdatedBy } from './preferred-format.js'
import { randomText } from './random-text.js'

/** As in Django 3.2 and later, with argon2-cffi 21.2 and later: Django replaces hashes of other lengths. Memory in KiB. */
const ARGON2 = {
  variety: 'argon2id',
  version: 19,
  memory: 102_400,
  passes: 2,
  parallelism: 8,
  length: 32,
} as const

/** New hashes of argon2id. */
export function preferArgon2(): Preferred {
  return {
    algorithm: 'argon2',
    work: workOfArgon2(ARGON2),
    encode: (password) =>
      // Django replaces hashes with other salts than text of this length.
      encodeArgon2(password, { ...ARGON2, salt: Buffer.from(randomText(SALT_LENGTH)) }),
    isOutdated: isOutdatedBy(
      'argon2',
      readArgon2,
      (parts, below) =>
        parts.variety !== ARGON2.variety ||
        below(parts.version, ARGON2.version) ||
        below(parts.memory, ARGON2.memory) ||
        below(parts.passes, ARGON2.passes) ||
        // More lanes make argon2 faster, not stronger.
        below(ARGON2.parallelism, parts.parallelism),
    ),
  }
}
