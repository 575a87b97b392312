import { RefusedError, UnavailableError } from './errors.js'
import type { PasswordHasher } from './password-hasher.js'
import type { Upgrade } from './password-upgrade.js'
import { isPlainText } from './plain-text.js'
import type { StoredUser } from './user.js'

/**
 * One way to decide a login, as Django's AUTHENTICATION_BACKENDS. A list is tried in order; the
 * first that gives a user decides. A backend that throws a `RefusedError` ends the login there
 * (Django's PermissionDenied).
 */
export interface AuthenticationBackend {
  /** The user whom name and password belong to, or `undefined`. */
  authenticate(username: string, password: string): Promise<StoredUser | undefined>
  /** Whether the password that it takes is the one of `user.password`: then an old hash is upgraded. */
  readonly checksStoredPassword?: boolean
}

/** What `passwordBackend` takes. */
export interface PasswordBackendOptions {
  /** The user for what was typed as user name; `undefined` where there is none. */
  readonly find: (username: string) => Promise<StoredUser | undefined>
  readonly hasher: PasswordHasher
  /** Django's AllowAllUsersModelBackend: inactive users pass, and are then told so. */
  readonly allowInactive?: boolean
}

/**
 * The backend that checks the stored password. Unknown, wrong, inactive and unusable cost the same:
 * exactly one full-cost hash.
 */
export function passwordBackend(options: PasswordBackendOptions): AuthenticationBackend {
  const backend: AuthenticationBackend = {
    checksStoredPassword: true,
    async authenticate(username, password) {
      const found = await options.find(username)
      // An inactive user is nobody: a right password that costs less than a full hash would tell.
      const user = found?.isActive === true || options.allowInactive === true ? found : undefined
      return (await options.hasher.check(password, user?.password)) ? user : undefined
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

/**
 * The user whom a backend lets in. Throws `RefusedError`: `invalid_login`, one and the same whatever
 * was wrong, or `inactive_user` where a backend let an inactive user pass.
 */
export async function decideLogin(
  backends: readonly AuthenticationBackend[],
  username: string,
  password: string,
  upgrade: Upgrade = async (user) => user,
): Promise<StoredUser> {
  // No database keeps such a name and no hash function is fed such a password: cut or replaced
  // somewhere on the way, they would become another's. Nobody has them, so nothing is given away.
  if (!isPlainText(username) || !isPlainText(password)) throw refused()
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { user, backend } = await firstMatch(backends, username, password)
    const stored = backend.checksStoredPassword === true ? await upgrade(user, password) : user
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
): Promise<{ readonly user: StoredUser; readonly backend: AuthenticationBackend }> {
  for (const backend of backends) {
    const user = await backend.authenticate(username, password)
    if (user === undefined) continue
    if (!user.isActive) throw new RefusedError('inactive_user', 'User account is disabled.')
    return { user, backend }
  }
  throw refused()
}

function refused(): RefusedError {
  return new RefusedError('invalid_login', 'Unable to log you in, please try again.')
}
