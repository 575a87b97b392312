import type { RefusalCode } from '../errors.js'
import type { User } from '../user.js'
import type { OperatorWarning } from './warn-once.js'

/** The request that an event belongs to, without secrets. */
export interface EventRequest {
  readonly method: string
  /** The path without its query string. A token, and a text in the place of a token, is masked. */
  readonly path: string
  /** Of the client, as the framework reports it: behind a proxy, by its proxy settings. */
  readonly address: string | undefined
  /** The framework's own, or the field `X-Request-Id`. */
  readonly id: string | undefined
}

/** What every event has. `Name` is stable: filters and alerts can rely on it. */
interface Named<Name extends string> {
  readonly name: Name
  readonly time: Date
  /** `undefined` where the user is not known. */
  readonly userId: User['id'] | undefined
  /** `undefined` where a method such as `api.login` was called without a request. */
  readonly request: EventRequest | undefined
}

interface OfUser<Name extends string> extends Named<Name> {
  readonly userId: User['id']
}

interface OfToken<Name extends string> extends OfUser<Name> {
  /** The id of the record of an access token. */
  readonly tokenId: string
}

/** A user name and a password were presented. */
interface OfLogin {
  /** As presented, at most 256 characters: escape it in a log. */
  readonly username: string
}

interface Refused {
  /** The stable code that the caller got. */
  readonly code: RefusalCode
  /** The cause, which the caller does not get: "wrong password", "unknown user". */
  readonly reason: string | undefined
}

/** Something did not work: the caller got 503, or the request went on without it. */
interface Failed {
  /** The error in one line, without secrets. */
  readonly reason: string
  /** What was thrown, for a debugger. Not enumerable: a log of the whole event does not contain it. */
  readonly error: unknown
}

interface Counted {
  /** Tokens since the event before: there is at most one event a minute. */
  readonly count: number
}

/** Event names and their members, for the operator: never a token, a password, a hash or a key. */
interface Events {
  'login.succeeded': OfUser<'login.succeeded'> & OfLogin
  'login.failed': Named<'login.failed'> & OfLogin & Refused
  /** Refused before the password was checked: too many attempts. */
  'login.throttled': Named<'login.throttled'> &
    OfLogin &
    Refused & {
      /** Seconds after which the next attempt is admitted. */
      readonly retryAfter: number | undefined
    }
  /** It is not known whether the password is right: the caller got 503. */
  'login.unavailable': Named<'login.unavailable'> & OfLogin & Failed
  'authentication.succeeded': OfUser<'authentication.succeeded'>
  'authentication.refused': Named<'authentication.refused'> & Refused
  /** It is not known whether the token is valid: the caller got 503. */
  'authentication.unavailable': Named<'authentication.unavailable'> & Failed
  /** A login stored a new hash of its password. */
  'password.upgraded': OfUser<'password.upgraded'>
  /** The new hash could not be stored: the login went on with the old one. */
  'password.upgrade_failed': OfUser<'password.upgrade_failed'> & Failed
  /** A token of a later day than today was verified: a clock or a time zone differs. */
  'token.future_dated': OfUser<'token.future_dated'> & Counted
  /** A token was verified with a key that is not the first of `secretKey`. */
  'secret.fallback_used': OfUser<'secret.fallback_used'> &
    Counted & {
      /** Of the key in `secretKey`: 1 is the second. */
      readonly keyIndex: number
    }
  /** A login or `api.accessTokens.issue` made an access token. */
  'token.issued': OfToken<'token.issued'>
  /** A new access token replaces this one, which works for the grace period. */
  'token.rotated': OfToken<'token.rotated'> & {
    /** The id of the new token. */
    readonly successorId: string
  }
  'token.revoked': OfUser<'token.revoked'> & {
    /** `undefined` where several were revoked at once. */
    readonly tokenId: string | undefined
    /** Tokens that were revoked. */
    readonly count: number
    /** Why, where nobody asked for it: a new device took the place of the oldest one. */
    readonly reason: string | undefined
  }
  /** A rotated token was presented after its grace period: perhaps somebody else has a copy. */
  'token.reused': OfToken<'token.reused'>
  /** `onRefused` threw: the caller got the default refusal. */
  'refusal.failed': Named<'refusal.failed'> & Failed
  /** A problem that the operator can fix; once for each kind. */
  'warning.found': Named<'warning.found'> & OperatorWarning
}

/** What happened. `name` tells the kinds apart. */
export type TokenApiEvent = Events[keyof Events]

/** An event as its source makes it: the reporter adds the time. */
export type NewEvent = Untimed<TokenApiEvent>

type Untimed<E> = E extends unknown ? Omit<E, 'time'> : never
