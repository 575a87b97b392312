import { type RefusedError, isRefusedError } from '../errors.js'
import type { EventRequest, NewEvent } from './events.js'
import { failedEvent } from './failed-event.js'
import { publicId } from '../public-user.js'
import type { Reporter } from './reporter.js'
import type { UserId } from '../user.js'

/** The request of an event, made only where there is an event. */
export type RequestOfEvent = () => EventRequest | undefined

/** What is tried, and by which request. */
export type Occasion =
  | { readonly kind: 'login'; readonly username: string; readonly request: RequestOfEvent }
  | { readonly kind: 'authentication'; readonly request: RequestOfEvent }

type Concluded = { readonly user: { readonly id: UserId } } | undefined

/** Reports the outcome of one operation. */
export interface OutcomeReport {
  /** Reports a success and returns its result. `undefined`, no credentials, is not reported. */
  succeeded<T extends Concluded>(this: void, result: T): T
  /** Reports a failure and throws it. */
  failed(this: void, error: unknown): never
}

/** Reports to the listeners; without any, results and errors pass through. */
export function outcomeReport(
  { isObserved, tell }: Pick<Reporter, 'isObserved' | 'tell'>,
  occasion: Occasion,
): OutcomeReport {
  if (!isObserved()) return SILENT
  return {
    succeeded: (result) => {
      if (result !== undefined) tell(() => successOf(occasion, publicId(result.user.id)))
      return result
    },
    failed: (error) => {
      tell(() => (isRefusedError(error) ? refusalOf(occasion, error) : outageOf(occasion, error)))
      throw error
    },
  }
}

function successOf(occasion: Occasion, userId: string | number): NewEvent {
  const request = occasion.request()
  return occasion.kind === 'login'
    ? { name: 'login.succeeded', userId, username: shown(occasion.username), request }
    : { name: 'authentication.succeeded', userId, request }
}

function refusalOf(occasion: Occasion, error: RefusedError): NewEvent {
  const { code, reason, userId: id, retryAfter } = error
  const userId = id === undefined ? undefined : publicId(id)
  const refused = { userId, code, reason, request: occasion.request() }
  if (occasion.kind === 'authentication') return { name: 'authentication.refused', ...refused }
  const login = { username: shown(occasion.username), ...refused }
  return code === 'too_many_attempts'
    ? { name: 'login.throttled', ...login, retryAfter }
    : { name: 'login.failed', ...login }
}

function outageOf(occasion: Occasion, error: unknown): NewEvent {
  const known = { userId: undefined, request: occasion.request() }
  return occasion.kind === 'login'
    ? failedEvent('login.unavailable', error, { ...known, username: shown(occasion.username) })
    : failedEvent('authentication.unavailable', error, known)
}

const LONGEST_NAME = 256

function shown(username: string): string {
  return username.slice(0, LONGEST_NAME)
}

const SILENT: OutcomeReport = {
  succeeded: (result) => result,
  failed: (error) => {
    throw error
  },
}
