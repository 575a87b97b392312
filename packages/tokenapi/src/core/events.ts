import { isRefusedError } from './errors.js'
import { publicId } from './public-user.js'
import type { User, UserId } from './user.js'
import type { OperatorWarning } from './warn-once.js'

/** The request that an event is of, without a secret in it. */
export interface EventRequest {
  readonly method: string
  /** The path without its query string. A token, and a text in the place of a token, is masked. */
  readonly path: string
  /** Of the client, as the framework reports it: behind a proxy, by its proxy settings. */
  readonly address: string | undefined
  /** The framework's own, or the field `X-Request-Id`. */
  readonly id: string | undefined
}

interface OfRequest {
  /** `undefined` where `login` or `verify` were called without one. */
  readonly request: EventRequest | undefined
}

/** A user name and password were tried. */
interface OfLogin extends OfRequest {
  readonly type: 'login'
  /** What was given as user name. */
  readonly username: string
}

/** Credentials were presented, or should have been. */
interface OfAuthentication extends OfRequest {
  readonly type: 'authentication'
}

interface LetIn {
  readonly outcome: 'ok'
  readonly userId: User['id']
}

interface Refused {
  readonly outcome: 'refused'
  /** The stable code that the caller got. */
  readonly code: string
  /** The reason, which the caller does not get: "wrong password", "unknown user". */
  readonly reason: string | undefined
  /** Whose credentials they would be; `undefined` where there is no such user. */
  readonly userId: User['id'] | undefined
}

/** The result is unknown: the caller got 503. */
interface Unavailable {
  readonly outcome: 'unavailable'
  readonly error: unknown
}

/** What happened, for the operator's log: never a token, a password or a hash. */
export type TokenApiEvent =
  | ((OfLogin | OfAuthentication) & (LetIn | Refused | Unavailable))
  /** An `onRefused` threw: the caller got our own refusal. */
  | (OfRequest & { readonly type: 'refusal'; readonly outcome: 'failed'; readonly error: unknown })
  /** A login made a new hash of its password. */
  | (OfRequest & { readonly type: 'upgrade' } & LetIn)
  /** It could not be stored: the login went on with the one there is. */
  | (OfRequest & { readonly type: 'upgrade'; readonly userId: User['id'] } & Unavailable)
  /** A problem that the operator can fix; reported once for each kind. */
  | ({ readonly type: 'warning'; readonly outcome: 'found' } & OperatorWarning)

/** The part of an event that is known before its outcome. */
type Occasion = Pick<OfLogin, 'type' | 'request' | 'username'> | OfAuthentication
type Concluded = { readonly user: { readonly id: UserId } } | undefined

/** Reports the outcome of one operation. */
export interface OutcomeReport {
  /** Reports a success and returns its result. `undefined`, no credentials, is not reported. */
  succeeded<T extends Concluded>(this: void, result: T): T
  /** Reports a failure and throws it. */
  failed(this: void, error: unknown): never
}

/** Reports to `onEvent`; without one, results and errors pass through. */
export function outcomeReport(
  tell: ((make: () => TokenApiEvent) => void) | undefined,
  occasion: () => Occasion,
): OutcomeReport {
  if (tell === undefined) return SILENT
  return {
    succeeded: (result) => {
      if (result !== undefined) {
        tell(() => ({ ...occasion(), outcome: 'ok', userId: publicId(result.user.id) }))
      }
      return result
    },
    failed: (error) => {
      tell(() => {
        if (!isRefusedError(error)) return { ...occasion(), outcome: 'unavailable', error }
        const { code, reason } = error
        const userId = error.userId === undefined ? undefined : publicId(error.userId)
        return { ...occasion(), outcome: 'refused', code, reason, userId }
      })
      throw error
    },
  }
}

const SILENT: OutcomeReport = {
  succeeded: (result) => result,
  failed: (error) => {
    throw error
  },
}
