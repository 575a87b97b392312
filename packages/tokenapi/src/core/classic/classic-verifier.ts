import type { Awaitable } from '../runtime/awaitable.js'
import { isLater } from '../runtime/awaitable.js'
import { type AuthenticatedToken, tokenDescriptions } from '../authenticated-token.js'
import {
  type ClassicToken,
  type TokenWindow,
  readClassicToken,
  verifyingKeyIndex,
} from './classic-token.js'
import { withoutUser } from '../credentials.js'
import { bindingOf, findBinding } from './kept-token.js'
import { ProvenAuthentication } from '../proven-authentication.js'
import type { ToPublicUser } from '../public-user.js'
import type { Key, KeyRing } from '../secret-key.js'
import type { UserStore } from '../store.js'
import { type ProveToken, refusedToken } from '../verify-token.js'
import type { StoredUser, UserId } from '../user.js'
import { type VerifiedTokens, verifiedTokens } from './verified-tokens.js'
import { readUserId } from '../user-id.js'

/** What the verification of classic tokens needs. */
export interface ClassicVerifierOptions<A> {
  readonly ring: KeyRing
  readonly store: UserStore
  readonly toPublicUser: ToPublicUser<A>
  readonly timeoutDays: number
  window(): TokenWindow
}

interface Verifier<A> extends ClassicVerifierOptions<A> {
  describe(day: number): AuthenticatedToken
  readonly verified: VerifiedTokens
}

/** What was presented. */
interface Presented extends ClassicToken {
  readonly token: string
}

/** Cheap checks first (shape, day, spelling of the id), then one look-up, then the MAC. */
export function createClassicVerifier<A>(given: ClassicVerifierOptions<A>): ProveToken<A> {
  const { store, window } = given
  const options = {
    ...given,
    describe: tokenDescriptions(given.timeoutDays),
    verified: verifiedTokens(),
  }
  return ({ user: presentedId, token }) => {
    const read = readClassicToken(token, window())
    if (read === undefined) {
      throw refusedToken(
        'malformed, expired or of a future day',
        undefined,
        presentedId === undefined,
      )
    }
    if (presentedId === undefined) throw withoutUser()
    const id = readUserId(presentedId, store.idType)
    if (id === undefined) throw refusedToken('malformed user id')
    const presented = { ...read, token }
    const found = store.findById(id)
    return isLater(found)
      ? found.then((user) => decide(options, id, user, presented))
      : decide(options, id, found, presented)
  }
}

function decide<A>(
  options: Verifier<A>,
  id: UserId,
  user: StoredUser | undefined,
  presented: Presented,
): Awaitable<ProvenAuthentication<A>> {
  const { ring, verified } = options
  const recentKeyIndex = user?.isActive === true ? verified.keyIndexOf(user, presented) : undefined
  if (user !== undefined && recentKeyIndex !== undefined) {
    return letIn(options, user, presented, recentKeyIndex)
  }
  // The MAC is computed for unknown users too, so that the time taken does not reveal which ids exist.
  const keyIndex = verifyingKeyIndex(ring, user ?? { id, password: '' }, presented)
  if (user?.isActive === true && keyIndex >= 0) {
    verified.add(user, presented, keyIndex)
    return letIn(options, user, presented, keyIndex)
  }
  return findUserOfKeptToken(options, id, user, presented.token).then((kept) => {
    if (kept?.owner.isActive === true) return letIn(options, kept.owner, presented, kept.keyIndex)
    const isValid = kept !== undefined || (user !== undefined && keyIndex >= 0)
    const reason = user === undefined ? 'unknown user' : isValid ? 'inactive user' : 'wrong token'
    throw refusedToken(reason, user?.id)
  })
}

function letIn<A>(
  { ring, toPublicUser, describe }: Verifier<A>,
  user: StoredUser,
  { day, token }: Presented,
  keyIndex: number,
): ProvenAuthentication<A> {
  const parent = { kind: 'classic', id: user.id, token, day, key: ring[keyIndex] as Key } as const
  return new ProvenAuthentication(toPublicUser(user), describe(Number(day)), parent)
}

interface Kept {
  readonly owner: StoredUser
  readonly keyIndex: number
}

/**
 * The user of a token that was kept when the user's hash was upgraded. Every refused token costs this
 * second look-up, also for an unknown user: fewer look-ups would reveal which ids exist.
 */
async function findUserOfKeptToken<A>(
  { store, ring }: ClassicVerifierOptions<A>,
  id: UserId,
  user: StoredUser | undefined,
  token: string,
): Promise<Kept | undefined> {
  const kept = await findBinding(store, ring, id, token)
  if (kept === undefined) return undefined
  const { boundTo, keyIndex } = kept
  if (user !== undefined && boundTo === bindingOf(user)) return { owner: user, keyIndex }
  // Bound to another hash than the one read above: the hash may have changed since, so read it again.
  const now = await store.findById(id)
  return now !== undefined && boundTo === bindingOf(now) ? { owner: now, keyIndex } : undefined
}
