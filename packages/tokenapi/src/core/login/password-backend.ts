import { memberOf } from '../options/member-of.js'
import { type OptionCheck, callback, flag, port, required } from '../options/option-checks.js'
import type { HashClient, PasswordHasher } from './password-hasher.js'
import { readOptions } from '../options/read-options.js'
import type { StoredUser, UserId } from '../user.js'
import type { OperatorWarning } from '../events/warn-once.js'

/**
 * One way to decide a login, as Django's AUTHENTICATION_BACKENDS. A list is tried in order; the
 * first that gives a user decides. A backend that throws a `RefusedError` ends the login there
 * (Django's PermissionDenied).
 */
export interface AuthenticationBackend {
  /**
   * The user with this name and password, or `undefined`. `note` takes the reason for the operator's log;
   * the caller never gets it. Pass `client` to the hasher, which computes hashes in an order that is fair between
   * clients.
   */
  authenticate(
    username: string,
    password: string,
    note?: (refusal: LoginRefusal) => void,
    client?: HashClient,
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
  /** A problem that the operator must fix: users with such a hash cannot log in. */
  readonly warning?: OperatorWarning | undefined
}

/** What `passwordBackend` takes. */
export interface PasswordBackendOptions {
  /** The user with this name; `undefined` if no user has it. */
  readonly find: (username: string) => Promise<StoredUser | undefined>
  readonly hasher: PasswordHasher
  /** As Django's AllowAllUsersModelBackend: an inactive user gets `inactive_user` if the password is right. */
  readonly allowInactive?: boolean | undefined
}

const HASHER = port<PasswordHasher>('`createPasswordHasher()`', 'check', 'make', 'mustUpdate')

/**
 * The backend that checks the stored password. Unknown user, wrong password, inactive user and unusable
 * hash take the same time: one full-cost hash. Throws `ConfigError` for invalid options.
 *
 * @example
 * const byEmail = passwordBackend({ find: (email) => findUserByEmail(email), hasher: createPasswordHasher() })
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
    async authenticate(username, password, note, client) {
      const found = await find(username)
      // Treated as unknown, so that the time taken does not reveal that the password is right.
      const user = found?.isActive === true || allowInactive === true ? found : undefined
      if (await hasher.check(password, user?.password, client)) return user
      note?.(await refusalOf(found, user, hasher))
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

async function refusalOf(
  found: StoredUser | undefined,
  user: StoredUser | undefined,
  hasher: PasswordHasher,
): Promise<LoginRefusal> {
  if (found === undefined) return { reason: 'unknown user' }
  if (user === undefined) return { reason: 'inactive user', userId: found.id }
  const objection = await memberOf(hasher, 'objectionTo')?.call(hasher, user.password)
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
    authenticate: (username, password, note, client) =>
      backend.authenticate(username, password, note, client),
  }
}
