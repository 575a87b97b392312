import { type TokenWindow, readTokenDay, verifyClassicToken } from './classic-token.js'
import type { Credentials } from './credentials.js'
import { dateOfDay } from './day.js'
import { RefusedError } from './errors.js'
import type { KeyRing } from './secret-key.js'
import { readUserId } from './user-id.js'
import type { Store, User } from './user.js'

/** What we concluded about a request. Frozen; the handler never reads credentials again. */
export interface Authentication {
  readonly user: User
  readonly token: AuthenticatedToken
}

export interface AuthenticatedToken {
  readonly kind: 'classic'
  /** The day it is dated, at midnight UTC: a classic token knows no finer time. */
  readonly issuedAt: Date
  /** The midnight UTC that follows its last good day; `undefined` where that is beyond all dates. */
  readonly expiresAt: Date | undefined
}

/** What authentication needs to know. */
export interface Verifier {
  readonly ring: KeyRing
  readonly store: Store
  window(): TokenWindow
}

/**
 * From credentials to a conclusion: cheap rejects (shape, day, spelling of the id), then the store,
 * then the MAC. Throws `RefusedError('invalid_token')` with the reason for the log, the same for
 * every reason; rejects with `UnavailableError` where the store cannot tell.
 */
export async function authenticate(
  verifier: Verifier,
  { user: presentedUser, token }: Credentials,
): Promise<Authentication> {
  const window = verifier.window()
  const day = readTokenDay(token, window)
  if (day === undefined) throw refused('malformed or outside its days')
  const id = readUserId(presentedUser, verifier.store.idType)
  if (id === undefined) throw refused('malformed user id')
  const user = await verifier.store.findById(id)
  if (user === undefined) throw refused('unknown user')
  if (!verifyClassicToken(verifier.ring, user, token, day)) throw refused('wrong token')
  if (!user.isActive) throw refused('inactive user')
  return Object.freeze({
    user,
    token: Object.freeze({
      kind: 'classic',
      issuedAt: dateOfDay(Number(day)) ?? new Date(Number.NaN),
      expiresAt: dateOfDay(Number(day) + window.timeoutDays + 1),
    }),
  })
}

function refused(reason: string): RefusedError {
  return new RefusedError('invalid_token', 'Incorrect user and token pair.', { reason })
}
