import { describeError } from '../core/describe-error.js'
import type { EventEntry } from '../core/events/event-log.js'
import type { JsonValue } from '../core/runtime/json-form.js'
import type { UserId } from '../core/user.js'

/** The members of an event of `onEvent` that are recorded. Members of other names become details. */
export interface RecordedEvent {
  readonly name: string
  readonly time: Date
  readonly userId?: UserId | undefined
  readonly username?: string | undefined
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly message?: string | undefined
  readonly error?: unknown
  readonly request?:
    | {
        readonly method: string
        readonly path: string
        readonly address: string | undefined
        readonly id: string | undefined
      }
    | undefined
}

/** The entry of an event. Errors are described without their messages, which may contain values of a query. */
export function entryOf(event: RecordedEvent): EventEntry {
  const { name, time, userId, username, code, reason, message, error, request, ...rest } = event
  return {
    time,
    name,
    userId: userId === undefined ? undefined : String(userId),
    username,
    address: request?.address,
    requestId: request?.id,
    method: request?.method,
    path: request?.path,
    code,
    reason: reason ?? message ?? (error === undefined ? undefined : describeError(error)),
    details: detailsOf(rest),
  }
}

/** Characters of a detail. */
const LONGEST = 200

function detailsOf(rest: object): EventEntry['details'] {
  const details: Record<string, JsonValue> = {}
  for (const [name, value] of Object.entries(rest) as [string, unknown][]) {
    if (typeof value === 'string') details[name] = value.slice(0, LONGEST)
    else if (typeof value === 'boolean') details[name] = value
    else if (typeof value === 'number' && Number.isFinite(value)) details[name] = value
  }
  return Object.keys(details).length === 0 ? undefined : details
}
