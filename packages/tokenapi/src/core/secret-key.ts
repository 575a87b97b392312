import { createHash, createHmac, createSecretKey } from 'node:crypto'

import { ConfigError } from './errors.js'
import { weaknessOfSecretKey } from './options/secret-strength.js'
import type { OperatorWarning } from './events/warn-once.js'

// The purpose label under which the original derives its key (django.utils.crypto.salted_hmac).
// It keeps these tokens apart from everything else that the same SECRET_KEY signs.
const PURPOSE = 'tokenapi.tokens.PasswordResetTokenGenerator'

/** Keeps tickets apart from everything else that the same SECRET_KEY signs. */
const TICKET_PURPOSE = 'tokenapi.ticket'

/** A key that signs and verifies tokens. */
export interface Key {
  /** HMAC-SHA-1 of a text in UTF-8: 40 hex digits. */
  hmacSha1(text: string): string
  /** HMAC-SHA-256 of a ticket under a key of its own: 43 characters of base64url. */
  ticketMac(text: string): string
  /** HMAC-SHA-256 of a constant: identifies the key without revealing it. */
  readonly fingerprint: string
}

/** Keys in the ring's order: the first signs, all verify. */
export type KeyRing = readonly [sign: Key, ...verifyOnly: Key[]]

/**
 * The ring for `secretKey`, one key or several (Django's SECRET_KEY and SECRET_KEY_FALLBACKS). Throws
 * `ConfigError` if no key is given, and for one that is shorter than 16 characters; other weak ones are
 * warned of. No message holds a key.
 */
export function readKeyRing(
  secretKey: string | readonly string[] | undefined,
  warn: (warning: OperatorWarning) => void,
): KeyRing {
  const keys: unknown = typeof secretKey === 'string' ? [secretKey] : secretKey
  if (!Array.isArray(keys) || keys.length === 0) {
    throw new ConfigError('`secretKey` is not set: pass the SECRET_KEY that signs tokens')
  }
  const ring = keys.map((key: unknown, index) => {
    const name = keys.length === 1 ? '`secretKey`' : `\`secretKey[${index}]\``
    if (typeof key !== 'string') throw new ConfigError(`${name} must be a text: ${FIX}`)
    if (key === '') {
      throw new ConfigError(`${name} is empty: pass the SECRET_KEY that signs tokens`)
    }
    const weakness = weaknessOfSecretKey(key)
    if (weakness?.isRefused === true) {
      throw new ConfigError(`${name} ${weakness.what}: ${FIX}`)
    }
    if (weakness !== undefined) {
      warn({
        code: 'TOKENAPI_WEAK_SECRET',
        message: `${name} ${weakness.what}: from one token the key can be guessed, and then a token of any user can be made`,
        fix: `${FIX}; keep the present one as the second of \`secretKey: [new, present]\` until its tokens have ended`,
      })
    }
    return keyOf(key)
  })
  return ring as [Key, ...Key[]]
}

const FIX = 'make a strong one with `npx tokenapi secret`, or with `openssl rand -base64 48`'

/** The key for a secret of any strength. */
export function keyOf(secret: string): Key {
  const derived = createHash('sha1').update(PURPOSE + secret)
  // `createHmac` takes six times as long with the same key as bytes.
  const hmacKey = createSecretKey(derived.digest())
  const ticketKey = createSecretKey(createHmac('sha256', secret).update(TICKET_PURPOSE).digest())
  return {
    hmacSha1: (text) => createHmac('sha1', hmacKey).update(text).digest('hex'),
    ticketMac: (text) => createHmac('sha256', ticketKey).update(text).digest('base64url'),
    fingerprint: createHmac('sha256', secret).update('tokenapi.key-fingerprint').digest('hex'),
  }
}
