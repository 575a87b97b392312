import { RefusedError, UnavailableError } from './errors.js'
import type { EventRequest } from './events.js'
import { memberOf } from './member-of.js'
import { type OptionCheck, callback, flag, port, required } from './option-checks.js'
import type { PasswordHasher } from './password-hasher.js'
import type { Upgrade } from './password-upgrade.js'
import { isPlainText } from './plain-text.js'
import { readOptions } from './read-options.js'
import type { StoredUser, UserId } from './user.js'
import type { OperatorWarning } from './warn-once.js'

/**
 * One way to decide a login, as Django's AUTHENTICATION_BACKENDS. A list is tried in order; the
 * first that gives a user decides. A backend that throws a `RefusedError` ends the login there
 * (Django's PermissionDenied).
 */
export interface AuthenticationBackend {
  /**
   * The user whom name and password belong to, or `undefined`. `note` takes the reason for the operator's
   * log, which the caller is never told.
   */
  authenticate(
    username: string,
    password: string,
    note?: (refusal: LoginRefusal) => void,
  ): Promise<StoredUser | undefined>
  /** Whether the password that it takes is the one of `user.password`: then an old hash is upgraded. */
  readonly checksStoredPassword?: boolean
}

/** Why a backend gives no user. */
export interface LoginRefusal {
  /** "wrong password", "unknown user": never what was typed. */
  readonly reason: string
  /** Whose name it was; left out where there is no such user. */
  readonly userId?: UserId | undefined
  /** What the operator has to mend, or nobody with such a user can log in. */
  readonly warning?: OperatorWarning | undefined
}

/** What `passwordBackend` takes. */
export interface PasswordBackendOptions {
  /** The user for what was typed as user name; `undefined` where there is none. */
  readonly find: (username: string) => Promise<StoredUser | undefined>
  readonly hasher: PasswordHasher
  /** Django's AllowAllUsersModelBackend: inactive users pass, and are then told so. */
  readonly allowInactive?: boolean | undefined
}

const HASHER = port<PasswordHasher>('`createPasswordHasher()`', 'check', 'make', 'mustUpdate')

/**
 * The backend that checks the stored password. Unknown, wrong, inactive and unusable cost the same:
 * exactly one full-cost hash. Throws `ConfigError` for options that cannot be.
 */
export function passwordBackend(given: PasswordBackendOptions): AuthenticationBackend {
  const options = readOptions<PasswordBackendOptions>('passwordBackend', given, {
    find: required(callback(), 'pass a function that finds a user by its name'),
    hasher: required(HASHER, 'pass `createPasswordHasher()` of tokenapi/password'),
    allowInactive: flag,
  })
  const { find, hasher, allowInactive } = options
  const backend: AuthenticationBackend = {
    checksStoredPassword: true,
    async authenticate(username, password, note) {
      const found = await find(username)
      // An inactive user is nobody: a right password that costs less than a full hash would tell.
      const user = found?.isActive === true || allowInactive === true ? found : undefined
      if (await hasher.check(password, user?.password)) return user
      note?.(refusalOf(found, user, hasher))
      return undefined
    },
  }
  OPTIONS.set(backend, options)
  return backend
}

const OPTIONS = new WeakMap<AuthenticationBackend, PasswordBackendOptions>()

/** The same backend with a hasher made of its own; one that checks no stored passwords as it is. */
export function withHasher(
  backend: AuthenticationBackend,
  change: (hasher: PasswordHasher) => PasswordHasher,
): AuthenticationBackend {
  const options = OPTIONS.get(backend)
  return options === undefined
    ? backend
    : passwordBackend({ ...options, hasher: change(options.hasher) })
}

function refusalOf(
  found: StoredUser | undefined,
  user: StoredUser | undefined,
  hasher: PasswordHasher,
): LoginRefusal {
  if (found === undefined) return { reason: 'unknown user' }
  if (user === undefined) return { reason: 'inactive user', userId: found.id }
  const objection = memberOf(hasher, 'objectionTo')?.call(hasher, user.password)
  return { reason: 'wrong password', ...objection, userId: user.id }
}

/** A backend as an option. */
export const backendCheck: OptionCheck<AuthenticationBackend> = port<AuthenticationBackend>(
  '`passwordBackend()`',
  'authenticate',
)

/** A backend, of which everything is read once. */
export function readBackend(backend: AuthenticationBackend): AuthenticationBackend {
  return {
    checksStoredPassword: memberOf(backend, 'checksStoredPassword') === true,
    authenticate: (username, password, note) => backend.authenticate(username, password, note),
  }
}

/** What decides a login. */
export interface LoginDecision {
  readonly backends: readonly AuthenticationBackend[]
  readonly upgrade?: Upgrade | undefined
  warn(warning: OperatorWarning): void
}

/**
 * The user whom a backend lets in. Throws `RefusedError`: `invalid_login`, one and the same whatever
 * was wrong, or `inactive_user` where a backend let an inactive user pass.
 */
export async function decideLogin(
  { backends, warn, upgrade }: LoginDecision,
  username: string,
  password: string,
  request: () => EventRequest | undefined = () => undefined,
): Promise<StoredUser> {
  // No database keeps such a name and no hash function is fed such a password: cut or replaced
  // somewhere on the way, they would become another's. Nobody has them, so nothing is given away.
  if (!isPlainText(username) || !isPlainText(password)) {
    throw refused({ reason: 'malformed user name or password' })
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { user, backend } = await firstMatch(backends, username, password, warn)
    if (upgrade === undefined || backend.checksStoredPassword !== true) return user
    const stored = await upgrade(user, password, request)
    if (stored !== undefined) return stored
    // The hash changed under us: the password may be another by now, so it is checked again.
  }
  throw new UnavailableError('the stored password keeps changing', { retryAfter: 1 })
}

const ATTEMPTS = 5

async function firstMatch(
  backends: readonly AuthenticationBackend[],
  username: string,
  password: string,
  warn: LoginDecision['warn'],
): Promise<{ readonly user: StoredUser; readonly backend: AuthenticationBackend }> {
  let refusal: LoginRefusal = { reason: 'no backend knows the user' }
  const note = (noted: LoginRefusal): void => {
    // Of several backends the one that knows the user says more.
    if (noted.userId !== undefined || refusal.userId === undefined) refusal = noted
  }
  for (const backend of backends) {
    const user = await backend.authenticate(username, password, note)
    if (user === undefined) continue
    if (!user.isActive) {
      throw new RefusedError('inactive_user', 'User account is disabled.', {
        reason: 'inactive user',
        userId: user.id,
      })
    }
    return { user, backend }
  }
  const { warning, userId } = refusal
  if (warning !== undefined) {
    warn({ ...warning, message: `${warning.message} (seen first for the user ${String(userId)})` })
  }
  throw refused(refusal)
}

function refused({ reason, userId }: LoginRefusal): RefusedError {
  const message = 'Unable to log you in, please try again.'
  return new RefusedError('invalid_login', message, { reason, userId })
}
