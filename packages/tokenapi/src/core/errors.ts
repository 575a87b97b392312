/**
 * Three kinds of errors: `RefusedError` for the caller, `ConfigError` for the developer,
 * `UnavailableError` for an outage. Only `http/refusal/refusal.ts` turns them into responses.
 */
import { brandErrors, errorBrandOf } from './error-brand.js'
import type { UserId } from './user.js'

/** Why a request is refused, and with which status: the stable codes that a client may rely on. */
const REFUSALS = {
  /** Nothing was presented, or only a part (the original: 401). */
  missing_credentials: 401,
  /** What was presented opens nothing (the original: 403 at a view, 401 at the verify address). */
  invalid_token: 403,
  /** User name and password do not fit together, or the user may not log in. */
  invalid_login: 401,
  /** The password is right and the account is not active. Only a backend that returns inactive users causes it. */
  inactive_user: 403,
  /** RFC 6750 §3.1: the token is valid, and lacks a scope that is needed. */
  insufficient_scope: 403,
  /** The user has as many access tokens as `maxPerUser` allows. */
  too_many_tokens: 409,
  /** RFC 7009 §2.2.1: no token of that type is revoked here. */
  unsupported_token_type: 400,
  /** The request cannot be read: a malformed header, form or JSON text. */
  invalid_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  /** RFC 9110 §15.5.14. */
  content_too_large: 413,
  /** RFC 9110 §15.5.15. */
  uri_too_long: 414,
  /** RFC 9110 §15.5.16: a compressed body. */
  unsupported_media_type: 415,
  /** RFC 6585 §4: a login that was not tried, with `Retry-After`. */
  too_many_attempts: 429,
} as const

/** What a refusal is, for programs: the codes of docs/http-api.md, which never change. */
export type RefusalCode = keyof typeof REFUSALS

/** What a `RefusedError` takes beside its code and sentence. */
export interface RefusalOptions {
  /** Where the status differs from the code's usual one. */
  readonly status?: number | undefined
  /** For the operator's log, never for the caller: which of the possible reasons it was. */
  readonly reason?: string | undefined
  /** For the operator's log: whose credentials they would be. */
  readonly userId?: UserId | undefined
  /** Methods for the `Allow` field of a 405. */
  readonly allow?: string | undefined
  /** For the developer of a client, in the challenge: `error_description` of RFC 6750 §3. No quotes. */
  readonly advice?: string | undefined
  /** Whole seconds for the `Retry-After` field of a 429. */
  readonly retryAfter?: number | undefined
  /** The scopes that are needed, separated by spaces, for the challenge: `scope` of RFC 6750 §3. */
  readonly scope?: string | undefined
}

/**
 * The caller's error: refused with a status, a stable code and one sentence.
 *
 * @example
 * // In a backend: ends the login, as Django's PermissionDenied.
 * throw new RefusedError('inactive_user', 'Your account is locked.')
 */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly code: RefusalCode
  /** Of the answer: 400 to 429. */
  readonly status: number
  /** For the operator's log, never for the caller. */
  readonly reason: string | undefined
  /** For the operator's log: whose credentials they would be; `undefined` where there is no such user. */
  readonly userId: UserId | undefined
  /** The `Allow` field of a 405. */
  readonly allow: string | undefined
  /** For the developer of a client, in the challenge of a 401. */
  readonly advice: string | undefined
  /** Whole seconds after which asking again makes sense: the `Retry-After` field of a 429. */
  readonly retryAfter: number | undefined
  /** The scopes that are needed, for the challenge of `insufficient_scope`. */
  readonly scope: string | undefined

  static {
    brandErrors(this, 'refused')
  }

  constructor(code: RefusalCode, message: string, options: RefusalOptions = {}) {
    super(message)
    // Own properties alone: a status on `Object.prototype` would make a refusal look like a pass.
    const { status, reason, userId, allow, advice, retryAfter, scope }: RefusalOptions = {
      ...NO_OPTIONS,
      ...options,
    }
    this.code = code
    this.status = status ?? REFUSALS[code]
    this.reason = reason
    this.userId = userId
    this.allow = allow
    this.advice = advice
    this.retryAfter = retryAfter
    this.scope = scope
  }
}

const NO_OPTIONS = {
  status: undefined,
  reason: undefined,
  userId: undefined,
  allow: undefined,
  advice: undefined,
  retryAfter: undefined,
  scope: undefined,
}

/** The developer's error: thrown at set-up, naming the option and the fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'

  static {
    brandErrors(this, 'config')
  }
}

/**
 * The result is unknown, because a service that is needed does not answer. Becomes 503, never 401.
 *
 * @example
 * throw new UnavailableError('the directory does not answer', { cause: error })
 */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError'
  /** Seconds after which asking again makes sense. */
  readonly retryAfter: number

  static {
    brandErrors(this, 'unavailable')
  }

  constructor(message: string, options: { cause?: unknown; retryAfter?: number | undefined } = {}) {
    const { cause, retryAfter }: typeof options = { ...NO_CAUSE, ...options }
    super(message, cause === undefined ? undefined : { cause })
    this.retryAfter = retryAfter ?? 5
  }
}

const NO_CAUSE = { cause: undefined, retryAfter: undefined }

/**
 * Whether an error is a `RefusedError`, also one of another copy of this package.
 *
 * @example
 * if (isRefusedError(error)) return new Response(error.message, { status: error.status })
 */
export function isRefusedError(error: unknown): error is RefusedError {
  return errorBrandOf(error) === 'refused'
}

/**
 * Whether an error is a `ConfigError`, also one of another copy of this package.
 *
 * @example
 * if (isConfigError(error)) process.exit(1) // a restart does not help
 */
export function isConfigError(error: unknown): error is ConfigError {
  return errorBrandOf(error) === 'config'
}

/**
 * Whether an error is an `UnavailableError`, also one of another copy of this package.
 *
 * @example
 * if (isUnavailableError(error)) return new Response(null, { status: 503 })
 */
export function isUnavailableError(error: unknown): error is UnavailableError {
  return errorBrandOf(error) === 'unavailable'
}
