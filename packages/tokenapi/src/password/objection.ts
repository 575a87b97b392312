import type { HashObjection } from '../core/login/password-hasher.js'
import { hashFormatOf } from './identify.js'
import { isPasswordUsable } from './unusable.js'

/**
 * The reason why no password can log in with a stored hash; `undefined` if one can. It holds no part of
 * the hash: text of an unknown format may be a password.
 */
export async function objectionTo(
  encoded: string,
  isAllowed: boolean,
): Promise<HashObjection | undefined> {
  if (!isPasswordUsable(encoded)) return { reason: 'unusable password' }
  const format = hashFormatOf(encoded)
  if (format !== undefined && !isAllowed) {
    return {
      reason: 'hash format not allowed',
      warning: {
        code: 'TOKENAPI_HASH_NOT_ALLOWED',
        message: `a stored password hash has the format "${format}", which is not allowed`,
        fix: `Set new passwords for these users, or add "${format}" to \`allowedHashes\`. \`tokenapi doctor\` counts them.`,
      },
    }
  }
  const { readStoredHash } = await import('./read-stored-hash.js')
  if (readStoredHash(encoded) !== undefined) return undefined
  const what =
    format === undefined
      ? 'has an unknown format'
      : `of the format "${format}" is truncated or above the limits`
  return {
    reason: 'unreadable hash',
    warning: {
      code: 'TOKENAPI_UNREADABLE_HASH',
      message: `a stored password hash ${what}: no password matches it`,
      fix: 'Set new passwords for these users, or import them with converted hashes. `tokenapi doctor` counts them.',
    },
  }
}
