import { readAccessToken } from './access-token.js'
import type { AccessVerifierOptions } from './access-verifier.js'
import { type TokenWindow, readClassicToken, verifyingKeyIndex } from '../classic/classic-token.js'
import type { Credentials } from '../credentials.js'
import { bindingOf, digestOfToken } from '../classic/kept-token.js'
import type { KeyRing } from '../secret-key.js'
import { sha256 } from '../runtime/sha256.js'
import type { UserStore } from '../store.js'
import type { StoredUser } from '../user.js'
import { readUserId } from '../user-id.js'

/** Days since a token was made, after which it is no sign of a known client. */
const DAYS = 90

export interface KnownTokenOptions {
  readonly ring: KeyRing
  readonly store: Pick<UserStore, 'idType' | 'upgrades'>
  /** `undefined` where access tokens are off. */
  readonly access: Pick<AccessVerifierOptions, 'settings' | 'tokens' | 'clock'> | undefined
  window(): TokenWindow
}

/**
 * A digest of the presented token, if this user was given it in the last 90 days: it fits the stored hash, or it
 * was kept when the hash was upgraded. Whether the token is still valid makes no difference.
 */
export type KnownToken = (
  user: StoredUser | undefined,
  presented: Credentials | undefined,
) => Promise<string | undefined>

export function knownTokens({ ring, store, access, window }: KnownTokenOptions): KnownToken {
  return async (user, presented) => {
    if (presented === undefined) return undefined
    const digest = access && readAccessToken(presented.token, access.settings.prefixes)
    if (digest !== undefined) return (await isAccessTokenOf(user, digest)) ? digest : undefined
    const token = readClassicToken(presented.token, { ...window(), timeoutDays: DAYS })
    const id = readUserId(presented.user ?? '', store.idType)
    if (token === undefined || id === undefined) return undefined
    // The same work for an unknown user, as the verifier.
    const subject = user ?? { id, password: '' }
    const fits = verifyingKeyIndex(ring, subject, token) >= 0
    const isKnown = fits || (await isKept(subject, presented.token))
    return isKnown && user !== undefined && String(user.id) === String(id)
      ? sha256(presented.token)
      : undefined
  }

  /** The same look-up for an unknown user. A token that was revoked is no sign of a known client. */
  async function isAccessTokenOf(user: StoredUser | undefined, digest: string): Promise<boolean> {
    const token = (await access?.tokens.find(digest))?.token
    if (token === undefined || access === undefined || user === undefined) return false
    const isRecent = access.clock() - token.createdAt <= DAYS * 86_400_000
    return isRecent && token.revokedAt === undefined && token.boundTo === bindingOf(user)
  }

  async function isKept(
    subject: Pick<StoredUser, 'id' | 'password'>,
    token: string,
  ): Promise<boolean> {
    for (const key of ring) {
      const boundTo = await store.upgrades?.findKeptToken(digestOfToken(key, subject.id, token))
      if (boundTo !== undefined) return boundTo === bindingOf(subject)
    }
    return false
  }
}
