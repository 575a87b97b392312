import type { Awaitable } from './awaitable.js'
import { isLater } from './awaitable.js'
import { type AuthenticatedToken, tokenDescriptions } from './authenticated-token.js'
import {
  type ClassicToken,
  type TokenWindow,
  readClassicToken,
  verifyClassicToken,
} from './classic-token.js'
import type { Credentials } from './credentials.js'
import { RefusedError } from './errors.js'
import { bindingOf, digestOfToken } from './kept-token.js'
import type { Publish } from './public-user.js'
import type { KeyRing } from './secret-key.js'
import type { UserStore } from './store.js'
import type { StoredUser, User, UserId } from './user.js'
import { type VerifiedTokens, verifiedTokens } from './verified-tokens.js'
import { readUserId } from './user-id.js'

/** The result of an authentication. Frozen. */
export interface Authentication<A = object> {
  readonly user: User<A>
  readonly token: AuthenticatedToken
}

/**
 * Verifies credentials, with one of three outcomes: an authentication, a thrown
 * `RefusedError('invalid_token')`, or a thrown error of the store, which means that the result is unknown.
 * If the store answers in the same turn, the result is no promise; errors are thrown or rejected accordingly.
 */
export type VerifyToken<A = object> = (credentials: Credentials) => Awaitable<Authentication<A>>

export interface VerifierOptions<A> {
  readonly ring: KeyRing
  readonly store: UserStore
  readonly publish: Publish<A>
  readonly timeoutDays: number
  window(): TokenWindow
}

interface Verifier<A> extends VerifierOptions<A> {
  describe(day: number): AuthenticatedToken
  readonly verified: VerifiedTokens
}

/** Cheap checks first (shape, day, spelling of the id), then one look-up, then the MAC. */
export function createTokenVerifier<A>(given: VerifierOptions<A>): VerifyToken<A> {
  const { store, window } = given
  const options = {
    ...given,
    describe: tokenDescriptions(given.timeoutDays),
    verified: verifiedTokens(),
  }
  return ({ user: presentedId, token }) => {
    const presented = readClassicToken(token, window())
    if (presented === undefined) throw refused('malformed or outside its days')
    const id = readUserId(presentedId, store.idType)
    if (id === undefined) throw refused('malformed user id')
    const found = store.findById(id)
    return isLater(found)
      ? found.then((user) => decide(options, id, user, presented, token))
      : decide(options, id, found, presented, token)
  }
}

function decide<A>(
  options: Verifier<A>,
  id: UserId,
  user: StoredUser | undefined,
  presented: ClassicToken,
  token: string,
): Awaitable<Authentication<A>> {
  if (user !== undefined && options.verified.has(user, presented) && user.isActive)
    return letIn(options, user, presented)
  // The MAC is computed for unknown users too, so that the time taken does not reveal which ids exist.
  const fits = verifyClassicToken(options.ring, user ?? { id, password: '' }, presented)
  if (user !== undefined && fits && user.isActive) {
    options.verified.add(user, presented)
    return letIn(options, user, presented)
  }
  return findUserOfKeptToken(options, id, user, token).then((owner) => {
    if (owner?.isActive === true) return letIn(options, owner, presented)
    const isRight = owner !== undefined || (user !== undefined && fits)
    const reason = user === undefined ? 'unknown user' : isRight ? 'inactive user' : 'wrong token'
    throw refused(reason, user?.id)
  })
}

function letIn<A>(
  { publish, describe }: Verifier<A>,
  user: StoredUser,
  { day }: ClassicToken,
): Authentication<A> {
  return Object.freeze({ user: publish(user), token: describe(Number(day)) })
}

/**
 * The user of a token that was kept when the user's hash was upgraded. Every refused token costs this
 * second look-up, also for an unknown user: fewer look-ups would reveal which ids exist.
 */
async function findUserOfKeptToken<A>(
  { store, ring }: VerifierOptions<A>,
  id: UserId,
  user: StoredUser | undefined,
  token: string,
): Promise<StoredUser | undefined> {
  if (store.upgrades === undefined) return undefined
  for (const key of ring) {
    const boundTo = await store.upgrades.findKeptToken(digestOfToken(key, id, token))
    if (boundTo === undefined) continue
    if (user !== undefined && boundTo === bindingOf(user)) return user
    // Bound to another hash than the one read above: the hash may have changed since, so read it again.
    const now = await store.findById(id)
    return now !== undefined && boundTo === bindingOf(now) ? now : undefined
  }
  return undefined
}

function refused(reason: string, userId?: UserId): RefusedError {
  return new RefusedError('invalid_token', 'Incorrect user and token pair.', { reason, userId })
}
