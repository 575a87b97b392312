import type { HashObjection } from '../core/password-hasher.js'
import { knownAlgorithmOf, readStoredHash } from './identify.js'
import { isPasswordUsable } from './password.js'

/**
 * Why no password fits a stored hash, or none may; `undefined` where one may. The hash is never printed:
 * where it is of no known format it may be a password.
 */
export function objectionTo(encoded: string, isAllowed: boolean): HashObjection | undefined {
  if (!isPasswordUsable(encoded)) return { reason: 'unusable password' }
  const format = knownAlgorithmOf(encoded)
  if (format !== undefined && !isAllowed) {
    return {
      reason: 'hash format not allowed',
      warning: {
        code: 'TOKENAPI_HASH_NOT_ALLOWED',
        message: `a stored password hash has the format "${format}", which may not log in`,
        fix: `Set new passwords for such users, or name "${format}" in \`allowedHashes\`. \`tokenapi doctor\` counts them.`,
      },
    }
  }
  if (readStoredHash(encoded) !== undefined) return undefined
  const what =
    format === undefined
      ? 'has a format that is not read here'
      : `of the format "${format}" is cut or beyond its bounds`
  return {
    reason: 'unreadable hash',
    warning: {
      code: 'TOKENAPI_UNREADABLE_HASH',
      message: `a stored password hash ${what}: no password fits it`,
      fix: 'Set new passwords for such users, or import them with converted hashes. `tokenapi doctor` counts them.',
    },
  }
}
