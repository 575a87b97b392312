/** Whom a ticket speaks for: the user of the token that it was issued for, while that token is valid. */
import { judge } from '../access/access-state.js'
import type { AccessVerifierOptions } from '../access/access-verifier.js'
import { EVERY_SCOPE } from '../authenticated-token.js'
import { type TokenWindow, isInWindow, makeClassicToken } from '../classic/classic-token.js'
import { bindingOf, digestOfToken } from '../classic/kept-token.js'
import type { Key } from '../secret-key.js'
import type { UserStore } from '../store.js'
import type { TicketParent } from './ticket.js'
import type { StoredUser, UserId } from '../user.js'
import { readUserId } from '../user-id.js'

/** An active user, and what its token permits. */
export interface TicketOwner {
  readonly user: StoredUser
  readonly token: {
    readonly id: string | undefined
    readonly name: string | undefined
    readonly scopes: readonly string[]
  }
}

/** Why a ticket is refused: the token is no longer valid. */
export interface TicketFault {
  readonly fault: string
  readonly userId: UserId | undefined
}

type Parent<K> = Extract<TicketParent, { readonly kind: K }>

const CLASSIC = Object.freeze({ id: undefined, name: undefined, scopes: EVERY_SCOPE })

interface ClassicParts {
  readonly store: UserStore
  window(): TokenWindow
}

/** The owner of a classic token. A password change ends it; a re-hash of the same password does not. */
export async function classicOwner(
  { store, window }: ClassicParts,
  key: Key,
  parent: Parent<'classic'>,
): Promise<TicketOwner | TicketFault> {
  const id = readUserId(parent.user, store.idType)
  if (id === undefined) return { fault: 'unknown user', userId: undefined }
  if (!isInWindow(parent, window())) return { fault: 'the token has expired', userId: id }
  const user = await store.findById(id)
  const fits =
    user !== undefined && digestOfToken(key, id, tokenOf(key, user, parent)) === parent.proof
  const owner = fits ? user : await ownerOfKept(store, id, user, parent.proof)
  if (owner === undefined) {
    const fault = user === undefined ? 'unknown user' : 'the password has changed'
    return { fault, userId: user?.id }
  }
  return owner.isActive ? { user: owner, token: CLASSIC } : { fault: 'inactive user', userId: id }
}

function tokenOf(key: Key, user: StoredUser, { day }: Parent<'classic'>): string {
  return makeClassicToken(key, user, day)
}

/** The user whose token was kept when its hash was upgraded. */
async function ownerOfKept(
  store: UserStore,
  id: UserId,
  user: StoredUser | undefined,
  proof: string,
): Promise<StoredUser | undefined> {
  const boundTo = await store.upgrades?.findKeptToken(proof)
  if (boundTo === undefined) return undefined
  if (user !== undefined && boundTo === bindingOf(user)) return user
  // Bound to another hash than the one read above: the hash may have changed since, so read it again.
  const now = await store.findById(id)
  return now !== undefined && boundTo === bindingOf(now) ? now : undefined
}

/** What the check of an access token needs. */
export interface AccessParts {
  readonly store: UserStore
  /** `undefined`: access tokens are off. */
  readonly access: AccessVerifierOptions | undefined
}

/** The owner of an active access token. */
export async function accessOwner(
  { store, access }: AccessParts,
  { tokenId }: Parent<'access'>,
): Promise<TicketOwner | TicketFault> {
  if (access === undefined) return { fault: 'access tokens are off', userId: undefined }
  const token = await store.tokens?.get(tokenId)
  if (token === undefined) return { fault: 'unknown token', userId: undefined }
  const { settings, lastUse, clock } = access
  const found = { token, user: await store.findById(token.userId) }
  const judged = judge(found, { settings, now: clock(), usedAt: lastUse.usedAt(token.id) })
  if ('refusal' in judged) return { fault: judged.refusal, userId: token.userId }
  const { id, name, scopes } = token
  return { user: judged.user, token: { id, name, scopes } }
}
