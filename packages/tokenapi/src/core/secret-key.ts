import { createHash, createHmac } from 'node:crypto'

import { ConfigError } from './errors.js'
import { type Mac, hmacSha1 } from './hmac-sha1.js'

// The purpose label under which the original derives its key (django.utils.crypto.salted_hmac).
// It keeps these tokens apart from everything else that the same SECRET_KEY signs.
const PURPOSE = 'tokenapi.tokens.PasswordResetTokenGenerator'

/** A key that signs and verifies tokens. */
export interface Key {
  readonly mac: Mac
  /** HMAC-SHA-256 of a purpose of its own: tells keys apart, and tells nothing of the key. */
  readonly fingerprint: string
}

/** Keys in the ring's order: the first signs, all verify. */
export type KeyRing = readonly [sign: Key, ...verifyOnly: Key[]]

/**
 * The ring for `secretKey`, one key or several (Django's SECRET_KEY and SECRET_KEY_FALLBACKS).
 * Throws `ConfigError` where there is none; the message never holds a key.
 */
export function readKeyRing(secretKey: string | readonly string[] | undefined): KeyRing {
  const keys = typeof secretKey === 'string' ? [secretKey] : secretKey
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new ConfigError('`secretKey` is not set: pass the SECRET_KEY that signs tokens')
  }
  const ring = keys.map((key, index) => {
    if (typeof key !== 'string' || key === '') {
      const which = keys.length === 1 ? '`secretKey`' : `\`secretKey[${index}]\``
      throw new ConfigError(`${which} is empty: pass the SECRET_KEY that signs tokens`)
    }
    const derived = createHash('sha1').update(PURPOSE + key)
    return {
      mac: hmacSha1(derived.digest()),
      fingerprint: createHmac('sha256', key).update('tokenapi.key-fingerprint').digest('hex'),
    }
  })
  return ring as [Key, ...Key[]]
}
