import { type Awaitable, whenSettled } from './awaitable.js'
import { isRefusedError } from './errors.js'
import { publicId } from './public-user.js'
import type { User, UserId } from './user.js'

/**
 * What happened, for the operator's log: never a token, a password or a hash. `reason` says what the
 * caller is not told.
 */
export type TokenApiEvent =
  | {
      readonly type: 'login' | 'authentication'
      readonly outcome: 'ok'
      readonly userId: User['id']
    }
  | {
      readonly type: 'login' | 'authentication'
      readonly outcome: 'refused'
      /** The stable code that the caller got. */
      readonly code: string
      readonly reason: string | undefined
    }
  | {
      readonly type: 'login' | 'authentication'
      /** We could not tell: the caller got 503. */
      readonly outcome: 'unavailable'
      readonly error: unknown
    }
  /** An `onRefused` threw: the caller got our own refusal. */
  | { readonly type: 'refusal'; readonly outcome: 'failed'; readonly error: unknown }
  /** A login made a new hash of its password. */
  | { readonly type: 'upgrade'; readonly outcome: 'ok'; readonly userId: User['id'] }
  /** It could not be stored: the login went on with the one there is. */
  | { readonly type: 'upgrade'; readonly outcome: 'unavailable'; readonly error: unknown }

type Outcome = { readonly user: { readonly id: UserId } } | undefined

/** The work, told to a listener: what came of it. */
export type Listening = <A extends unknown[], T extends Outcome>(
  type: 'login' | 'authentication',
  work: (...given: A) => Awaitable<T>,
) => (...given: A) => Awaitable<T>

/** For a listener. Where there is none the work stays what it is: the way of every request is shorter. */
export function listening(onEvent: ((event: TokenApiEvent) => void) | undefined): Listening {
  if (onEvent === undefined) return (_type, work) => work
  return <A extends unknown[], T extends Outcome>(
    type: 'login' | 'authentication',
    work: (...given: A) => Awaitable<T>,
  ) => {
    const succeeded = (settled: T): T => {
      if (settled !== undefined) onEvent({ type, outcome: 'ok', userId: publicId(settled.user.id) })
      return settled
    }
    const failed = (error: unknown): never => {
      onEvent(
        isRefusedError(error)
          ? { type, outcome: 'refused', code: error.code, reason: error.reason }
          : { type, outcome: 'unavailable', error },
      )
      throw error
    }
    return (...given: A) => whenSettled(() => work(...given), succeeded, failed)
  }
}
