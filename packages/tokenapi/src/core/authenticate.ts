import type { AuthenticatedToken } from './authenticated-token.js'
import { type Awaitable, isLater } from './awaitable.js'
import {
  type ClassicToken,
  type TokenWindow,
  readClassicToken,
  verifyClassicToken,
} from './classic-token.js'
import type { Credentials } from './credentials.js'
import { RefusedError } from './errors.js'
import { bindingOf, digestOfToken } from './kept-token.js'

import type { ProvenMacs } from './proven-macs.js'
import type { KeyRing } from './secret-key.js'
import { readUserId } from './user-id.js'
import type { Publish } from './public-user.js'
import type { StoredUser, User, UserId } from './user.js'
import type { UserStore } from './store.js'

/** What we concluded about a request. Frozen; the handler never reads credentials again. */
export interface Authentication<A = object> {
  readonly user: User<A>
  readonly token: AuthenticatedToken
}

/** What authentication needs to know. */
export interface Verifier<A = object> {
  readonly ring: KeyRing
  readonly store: UserStore
  readonly proven: ProvenMacs
  /** What a handler gets of a user. */
  readonly publish: Publish<A>
  /** What is known of a token of that day. */
  tokenOf(day: number | bigint): AuthenticatedToken
  window(): TokenWindow
}

/**
 * From credentials to a conclusion: cheap rejects (shape, day, spelling of the id), then the store,
 * then the MAC. Throws `RefusedError('invalid_token')` with the reason for the log, the same for
 * every reason, or `UnavailableError` where the store cannot tell; rejects as well as it throws.
 */
export function authenticate<A>(
  verifier: Verifier<A>,
  { user: presentedUser, token }: Credentials,
): Awaitable<Authentication<A>> {
  const presented = readClassicToken(token, verifier.window())
  if (presented === undefined) throw refused('malformed or outside its days')
  const id = readUserId(presentedUser, verifier.store.idType)
  if (id === undefined) throw refused('malformed user id')
  const found = verifier.store.findById(id)
  return isLater(found)
    ? found.then((user) => decide(verifier, id, user, presented, token))
    : decide(verifier, id, found, presented, token)
}

function decide<A>(
  verifier: Verifier<A>,
  id: UserId,
  user: StoredUser | undefined,
  presented: ClassicToken,
  token: string,
): Awaitable<Authentication<A>> {
  const fits = verifyClassicToken(
    verifier.ring,
    user ?? { id, password: '' },
    presented,
    user && verifier.proven,
  )
  if (user !== undefined && fits && user.isActive) return letIn(verifier, user, presented)
  return findUserOfKeptToken(verifier, id, user, token).then((owner) => {
    if (owner?.isActive === true) return letIn(verifier, owner, presented)
    const isRight = owner !== undefined || (user !== undefined && fits)
    const reason = user === undefined ? 'unknown user' : isRight ? 'inactive user' : 'wrong token'
    throw refused(reason, user?.id)
  })
}

function letIn<A>(
  verifier: Verifier<A>,
  user: StoredUser,
  { day }: ClassicToken,
): Authentication<A> {
  return Object.freeze({ user: verifier.publish(user), token: verifier.tokenOf(day) })
}

/**
 * The user, if the token is one that a re-hash of the same password would have ended and that was
 * kept. The usual request is one look-up; every token that opens nothing costs this one as well, also
 * where there is no such user: fewer look-ups would tell strangers which ids exist.
 */
async function findUserOfKeptToken(
  { store, ring }: Pick<Verifier, 'store' | 'ring'>,
  id: UserId,
  user: StoredUser | undefined,
  token: string,
): Promise<StoredUser | undefined> {
  if (store.upgrades === undefined) return undefined
  for (const key of ring) {
    const boundTo = await store.upgrades.findKeptToken(digestOfToken(key, id, token))
    if (boundTo === undefined) continue
    if (user !== undefined && boundTo === bindingOf(user)) return user
    // Bound to another hash than we read: that one is gone, or has come since we read the user.
    const now = await store.findById(id)
    return now !== undefined && boundTo === bindingOf(now) ? now : undefined
  }
  return undefined
}

function refused(reason: string, userId?: UserId): RefusedError {
  return new RefusedError('invalid_token', 'Incorrect user and token pair.', { reason, userId })
}
