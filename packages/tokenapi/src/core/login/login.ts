import type { Awaitable } from '../runtime/awaitable.js'
import type { AdmitLogin } from '../throttle/admit-login.js'
import { clientNetwork } from '../throttle/client-network.js'
import { RefusedError, UnavailableError, isRefusedError } from '../errors.js'
import type { LoginAttempt } from './login-attempt.js'
import type { MakeLoginToken } from './login-token.js'
import { type RequestOfEvent, outcomeReport } from '../events/outcome-report.js'
import type { AuthenticationBackend, LoginRefusal } from './password-backend.js'
import type { HashClient } from './password-hasher.js'
import type { Upgrade } from './password-upgrade.js'
import { isPlainText } from '../runtime/plain-text.js'
import { boundedTurns } from '../runtime/bounded-turns.js'
import type { Reporter } from '../events/reporter.js'
import type { StoredUser } from '../user.js'

export interface Logins {
  /**
   * The user and token for a user name and password. Rejects with `RefusedError`: `invalid_login`, the same
   * whatever was wrong, `too_many_attempts`, or `inactive_user` if a backend lets an inactive user pass; with
   * another error if the result is unknown.
   */
  login(
    this: void,
    attempt: LoginAttempt,
  ): Promise<{ readonly user: StoredUser; readonly token: string }>
  /** The same without a token. */
  checkLogin(this: void, attempt: LoginAttempt): Promise<StoredUser>
}

/**
 * Logins that start in one turn of the event loop, of all apis of the process. Under `npm run bench -- attack` the p99 of
 * a guarded route is a sixth of what it is without this bound.
 */
const turns = boundedTurns(4, 500)

export interface LoginParts {
  readonly admit: AdmitLogin
  readonly backends: readonly AuthenticationBackend[]
  readonly upgrade: Upgrade
  readonly reporter: Pick<Reporter, 'isObserved' | 'tell' | 'warn'>
  readonly makeToken: MakeLoginToken
}

export function createLogins(parts: LoginParts): Logins {
  const { reporter, makeToken } = parts

  const reported = async <T extends { readonly user: StoredUser }>(
    attempt: LoginAttempt,
    conclude: (user: StoredUser, request: RequestOfEvent) => Awaitable<T | undefined>,
  ): Promise<T> => {
    const { username, client } = attempt
    const request: RequestOfEvent = () => client?.request?.()
    const report = outcomeReport(reporter, { kind: 'login', username, request })
    try {
      const turn = turns()
      if (turn !== undefined) await turn
      for (let round = 0; round < ATTEMPTS; round++) {
        const user = await admitted(parts, attempt, request)
        const result = await conclude(user, request)
        if (result !== undefined) return report.succeeded(result)
        // The stored hash has changed since it was checked.
      }
      throw keepsChanging()
    } catch (error) {
      return report.failed(error)
    }
  }

  return {
    login: (attempt) =>
      reported(attempt, async (user, request) => {
        const token = await makeToken(user, attempt.tokenName, request)
        return token === undefined ? undefined : { user, token }
      }),
    checkLogin: async (attempt) => (await reported(attempt, (user) => ({ user }))).user,
  }
}

/** Counts the attempt, and decides it if it is admitted. */
async function admitted(
  parts: LoginParts,
  attempt: LoginAttempt,
  request: RequestOfEvent,
): Promise<StoredUser> {
  const { username, password, client } = attempt
  // Databases and hash functions cut or replace such text, and would match another user or password.
  // The refusal can be fast, as it reveals nothing: no user has such a name or password.
  if (!isPlainText(username) || !isPlainText(password)) {
    throw refused({ reason: 'malformed user name or password' })
  }
  const admission = await parts.admit(attempt)
  const progress: Progress = { hasRefusal: false }
  let user: StoredUser
  try {
    const hashClient: HashClient = {
      account: admission.account,
      network: clientNetwork(client?.address),
      signal: client?.signal,
      isKnown: admission.isKnownClient,
    }
    user = await decideLogin(parts, attempt, request, hashClient, progress)
  } catch (error) {
    // A refusal remains counted: it may be a guess. Any other error tells nothing about the password, and for a
    // client that left the queue nothing was computed. After the refusal of one backend, an error of the next
    // is not taken back: a flood makes such errors, and guesses at the first backend would be without a limit.
    const isUndecided = !isRefusedError(error) || error.code === 'invalid_request'
    if (isUndecided && !progress.hasRefusal) await admission.cancelled()
    throw error
  }
  await admission.succeeded()
  return user
}

interface Progress {
  /** Whether a backend has decided that it has no such user with this password. */
  hasRefusal: boolean
}

const ATTEMPTS = 5

async function decideLogin(
  parts: LoginParts,
  login: LoginAttempt,
  request: RequestOfEvent,
  client: HashClient,
  progress: Progress,
): Promise<StoredUser> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { user, backend } = await firstMatch(parts, login, client, progress)
    if (backend.checksStoredPassword !== true) return user
    const stored = await parts.upgrade(user, login.password, request, client)
    if (stored !== undefined) return stored
    // The stored hash has changed since it was checked, perhaps with the password: check again.
  }
  throw keepsChanging()
}

function keepsChanging(): UnavailableError {
  return new UnavailableError('the stored password keeps changing', { retryAfter: 1 })
}

async function firstMatch(
  { backends, reporter }: LoginParts,
  { username, password }: LoginAttempt,
  client: HashClient,
  progress: Progress,
): Promise<{ readonly user: StoredUser; readonly backend: AuthenticationBackend }> {
  let refusal: LoginRefusal = { reason: 'no backend knows the user' }
  const note = (noted: LoginRefusal): void => {
    // The refusal of a backend that found the user is the more useful one.
    if (noted.userId !== undefined || refusal.userId === undefined) refusal = noted
  }
  for (const backend of backends) {
    const user = await backend.authenticate(username, password, note, client)
    if (user === undefined) {
      progress.hasRefusal = true
      continue
    }
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
    reporter.warn({
      ...warning,
      message: `${warning.message} (seen first for the user ${String(userId)})`,
    })
  }
  throw refused(refusal)
}

function refused({ reason, userId }: LoginRefusal): RefusedError {
  const message = 'Unable to log you in, please try again.'
  return new RefusedError('invalid_login', message, { reason, userId })
}
