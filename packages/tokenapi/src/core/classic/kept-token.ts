/**
 * Tokens that stay valid after a re-hash. A classic token depends on the stored hash, so a new hash of
 * the same password would end every token of the user. As a token is a pure function of the day, only
 * tokenTimeoutDays + 2 strings are valid per key. Their digests are stored with the new hash as their
 * binding, until their last day is over. Any other change of the hash makes the binding stale.
 */
import { type TokenSubject, type TokenWindow, makeClassicToken } from './classic-token.js'
import type { Key, KeyRing } from '../secret-key.js'
import { sha256 } from '../runtime/sha256.js'
import type { KeptToken, UserStore } from '../store.js'
import type { UserId } from '../user.js'

/** More than these are not kept: a year of tokens under two keys. */
const MOST = 800

/**
 * SHA-256 over user and token, and the key that signed it: a key that leaves the ring takes the tokens
 * with it that were kept. The token itself is never stored.
 */
export function digestOfToken(key: Key, id: UserId, token: string): string {
  return digestOf(`tokenapi.kept-token\0${key.fingerprint}`, id, token)
}

/** SHA-256 over user and stored hash: what kept tokens are bound to, the same for no two users. */
export function bindingOf({ id, password }: TokenSubject): string {
  return digestOf('tokenapi.kept-token.binding', id, password)
}

/** What a kept token is bound to, and the index of the key that made it. */
export interface Binding {
  readonly boundTo: string
  readonly keyIndex: number
}

/** The binding of a token that was kept; `undefined` if it was not. */
export async function findBinding(
  { upgrades }: Pick<UserStore, 'upgrades'>,
  ring: KeyRing,
  id: UserId,
  token: string,
): Promise<Binding | undefined> {
  if (upgrades === undefined) return undefined
  for (const [keyIndex, key] of ring.entries()) {
    const boundTo = await upgrades.findKeptToken(digestOfToken(key, id, token))
    if (boundTo !== undefined) return { boundTo, keyIndex }
  }
  return undefined
}

/** Every token that is valid for the user now; `undefined` where they are too many to keep. */
export function validTokens(
  ring: KeyRing,
  subject: TokenSubject,
  { today, timeoutDays, maxFutureDays }: TokenWindow,
): readonly KeptToken[] | undefined {
  const first = Math.max(0, Math.ceil(today - timeoutDays))
  // Tokens are made for today only, but the clock of another node may be a day ahead.
  const last = today + Math.min(Math.floor(maxFutureDays), 1)
  if ((last - first + 1) * ring.length > MOST) return undefined
  const kept: KeptToken[] = []
  for (let day = first; day <= last; day++) {
    for (const key of ring) {
      const token = makeClassicToken(key, subject, day)
      kept.push({
        digest: digestOfToken(key, subject.id, token),
        lastDay: Math.floor(day + timeoutDays),
      })
    }
  }
  return kept
}

// No id holds a NUL, so no two inputs run together.
function digestOf(purpose: string, id: UserId, text: string): string {
  return sha256(`${purpose}\0${id}\0${text}`)
}
