import { describeError } from '../describe-error.js'
import { isConfigError } from '../errors.js'
import { eventChannel } from './event-channel.js'
import { type EventListener, type EventQueue, eventQueue } from './event-queue.js'
import type { NewEvent, TokenApiEvent } from './events.js'
import { MOST_KINDS, type OperatorWarning, warnOnce } from './warn-once.js'

/** Reports events to listeners, and problems to the operator. */
export interface Reporter {
  /** Whether anything listens now; where not, no event is made. */
  isObserved(this: void): boolean
  /**
   * Makes an event and queues it. Never throws.
   *
   * @param otherwise the warning of the process if there is no `onEvent`
   */
  tell(this: void, make: () => NewEvent, otherwise?: () => OperatorWarning): void
  /** Once for each kind: `warning.found`, and without `onEvent` a warning of the process. */
  warn(this: void, warning: OperatorWarning, kind?: string): void
  /** A request was answered with 503: without `onEvent` a warning of the process. */
  unavailable(this: void, error: unknown): void
  /** Events that a listener was too slow for. */
  dropped(this: void): number
  /** Resolves when the queued events have been delivered. */
  drained(this: void): Promise<void>
}

export interface ReporterOptions {
  readonly onEvent: EventListener | undefined
  /** Further listeners, each with a queue of its own. */
  readonly listeners?: readonly EventListener[]
  /** Milliseconds, for the time of events. */
  clock(): number
}

export function createReporter({ onEvent, listeners = [], clock }: ReporterOptions): Reporter {
  const queues = [...(onEvent === undefined ? [] : [onEvent]), ...listeners].map(queueOf)
  const channel = eventChannel && queueOf((event) => eventChannel?.publish(event))
  const all = channel === undefined ? queues : [...queues, channel]
  // Subscribers of a channel come and go.
  const hasSubscribers = (): boolean => eventChannel?.hasSubscribers === true
  const isObserved = (): boolean => queues.length > 0 || hasSubscribers()
  const tell: Reporter['tell'] = (make, otherwise) => {
    if (onEvent === undefined && otherwise !== undefined) warnOnce(otherwise())
    if (!isObserved()) return
    try {
      const event = timed(make(), clock())
      for (const queue of hasSubscribers() ? all : queues) queue.push(event)
    } catch (error) {
      // Of the framework's request, or of `now`.
      warnOnce({
        code: 'TOKENAPI_EVENT',
        message: `an event could not be made: ${describeError(error)}`,
        fix: 'Requests are not affected; this warning appears once.',
      })
    }
  }
  const reported = new Set<string>()
  return {
    isObserved,
    tell,
    warn: (warning, kind = warning.code) => {
      if (onEvent === undefined) warnOnce(warning, kind)
      if (reported.has(kind) || reported.size >= MOST_KINDS) return
      reported.add(kind)
      tell(() => ({ name: 'warning.found', userId: undefined, request: undefined, ...warning }))
    },
    unavailable: onEvent === undefined ? warnOfOutage : () => {},
    dropped: () => all.reduce((sum, queue) => sum + queue.dropped(), 0),
    drained: async () => {
      await Promise.all(all.map((queue) => queue.drained()))
    },
  }
}

function timed(event: NewEvent, time: number): TokenApiEvent {
  return Object.freeze(Object.assign(event, { time: new Date(time) }))
}

function queueOf(listener: EventListener): EventQueue {
  return eventQueue(listener, { failed: warnOfListener, overflowed: warnOfDrops })
}

function warnOfListener(error: unknown): void {
  warnOnce({
    code: 'TOKENAPI_ON_EVENT',
    message: `a listener of events failed: ${describeError(error)}`,
    fix: 'Fix `onEvent`: it must neither throw nor reject. Requests are not affected; this warning appears once.',
  })
}

function warnOfDrops(): void {
  warnOnce({
    code: 'TOKENAPI_EVENTS_DROPPED',
    message: 'events were dropped: a listener is slower than the requests',
    fix: 'Make `onEvent` faster, or ignore events there that you do not need. `api.droppedEvents()` counts them; this warning appears once.',
  })
}

function warnOfOutage(error: unknown): void {
  const warning: OperatorWarning = isConfigError(error)
    ? {
        code: 'TOKENAPI_CONFIG',
        message: error.message,
        fix: 'Until that is mended, requests that need it are answered with 503.',
      }
    : {
        code: 'TOKENAPI_UNAVAILABLE',
        message: `a request was answered with 503: ${describeError(error)}`,
        fix: 'This is said once. `onEvent`, an option of `createTokenApi`, gets each one.',
      }
  warnOnce(warning, `${warning.code} ${warning.message}`)
}
