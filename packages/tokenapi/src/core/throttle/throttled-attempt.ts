import type { Awaitable } from '../runtime/awaitable.js'
import { clientNetwork } from './client-network.js'
import type { KnownToken } from '../access/known-token.js'
import type { LoginAttempt } from '../login/login-attempt.js'
import type { ThrottledAttempt } from './login-throttle.js'
import { sha256 } from '../runtime/sha256.js'
import type { StoredUser, UserId } from '../user.js'

export interface AttemptOptions {
  /** The stored user with exactly this name. */
  find(username: string): Awaitable<StoredUser | undefined>
  readonly knownToken: KnownToken
}

/** The keys that an attempt counts under, and the id of the stored user with its name. */
interface CountedAttempt {
  readonly keys: ThrottledAttempt
  readonly userId: UserId | undefined
}

/** Costs the same look-ups whether there is such a user or not. */
export type CountedAttemptOf = (attempt: CountableAttempt) => Promise<CountedAttempt>
type CountableAttempt = Pick<LoginAttempt, 'username' | 'client'>

export function countedAttempts({ find, knownToken }: AttemptOptions): CountedAttemptOf {
  return async ({ username, client }) => {
    const user = await find(username)
    const name = nameKey(username)
    const keys: ThrottledAttempt = {
      account: user === undefined ? name : accountKey(user),
      name,
      network: clientNetwork(client?.address),
      knownToken: await knownToken(user, client?.credentials),
    }
    return { keys, userId: user?.id }
  }
}

/** The key of a user. */
export function accountKey({ id }: Pick<StoredUser, 'id'>): string {
  return `user:${id}`
}

/** A longer name shares its budget with those that begin alike. */
const LONGEST = 1_024

/**
 * The key of a name as typed. Collations that ignore case, accents or outer spaces find one user by several
 * names; those names share a key. A digest, as passwords are typed into the field for the name.
 */
export function nameKey(username: string): string {
  const plain = username.slice(0, LONGEST).normalize('NFKD').replace(/\p{M}/gu, '')
  return `name:${sha256(plain.toUpperCase().trim()).slice(0, 32)}`
}
