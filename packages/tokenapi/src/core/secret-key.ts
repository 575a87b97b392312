import { createHash } from 'node:crypto'

import { ConfigError } from './errors.js'
import { type Mac, hmacSha1 } from './hmac-sha1.js'

// The purpose label under which the original derives its key (django.utils.crypto.salted_hmac).
// It keeps these tokens apart from everything else that the same SECRET_KEY signs.
const PURPOSE = 'tokenapi.tokens.PasswordResetTokenGenerator'

/** The MACs of a key ring, in the ring's order: the first signs, all verify. */
export type KeyRing = readonly [sign: Mac, ...verifyOnly: Mac[]]

/**
 * The ring for `secretKey`, one key or several (Django's SECRET_KEY and SECRET_KEY_FALLBACKS).
 * Throws `ConfigError` where there is none; the message never holds a key.
 */
export function readKeyRing(secretKey: string | readonly string[] | undefined): KeyRing {
  const keys = typeof secretKey === 'string' ? [secretKey] : secretKey
  if (keys === undefined || keys.length === 0) {
    throw new ConfigError('`secretKey` is not set: pass the SECRET_KEY that signs tokens')
  }
  const ring = keys.map((key, index) => {
    if (typeof key !== 'string' || key === '') {
      const which = keys.length === 1 ? '`secretKey`' : `\`secretKey[${index}]\``
      throw new ConfigError(`${which} is empty: pass the SECRET_KEY that signs tokens`)
    }
    return hmacSha1(
      createHash('sha1')
        .update(PURPOSE + key)
        .digest(),
    )
  })
  return ring as [Mac, ...Mac[]]
}
