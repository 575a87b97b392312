/** Events that wait for one listener. */
import { contextOfNow } from '../runtime/async-context.js'
import { isLater } from '../runtime/awaitable.js'
import type { TokenApiEvent } from './events.js'
import type { RunInContext } from '../runtime/node-module.js'

/** What an event is given to. A promise is waited for by `close` alone. */
export type EventListener = (event: TokenApiEvent) => unknown

/** Delivers to one listener, off the turn of the request. */
export interface EventQueue {
  /** Queues an event, or drops and counts it if the queue is full. */
  push(event: TokenApiEvent): void
  /** Resolves when all events have been delivered, and after two seconds in any case. */
  drained(): Promise<void>
  /** Events dropped so far. */
  dropped(): number
}

/** Queued events. Successful authentications, the most frequent, get half of it. */
export const MOST_QUEUED = 2_000
/** Promises of the listener that have not settled: more work is not begun. */
const MOST_PENDING = 100
/** Milliseconds of one turn: then requests come first again. */
const TURN = 5
/** Milliseconds that `drained` waits for a listener that does not end. */
const PATIENCE = 2_000

/** `failed` gets what the listener throws or rejects with. */
export function eventQueue(
  listener: EventListener,
  { failed, overflowed }: { failed(error: unknown): void; overflowed(): void },
): EventQueue {
  const waiting: (() => unknown)[] = []
  const drains = new Set<() => void>()
  let isScheduled = false
  let pending = 0
  let dropped = 0

  const mayCall = (): boolean => waiting.length > 0 && pending < MOST_PENDING
  const proceed = (): void => {
    if (isScheduled) return
    if (mayCall()) {
      isScheduled = true
      soon(deliver)
    } else if (waiting.length === 0 && pending === 0) {
      for (const done of drains) done()
    }
  }
  const deliver = (): void => {
    isScheduled = false
    const end = performance.now() + TURN
    while (mayCall() && performance.now() < end) waiting.shift()?.()
    proceed()
  }
  const settled = (): void => {
    pending--
    proceed()
  }
  const call = (event: TokenApiEvent): void => {
    try {
      const result = listener(event)
      if (!isLater(result)) return
      pending++
      Promise.resolve(result).then(undefined, failed).then(settled, settled)
    } catch (error) {
      failed(error)
    }
  }

  return {
    push: (event) => {
      const most = event.name === 'authentication.succeeded' ? MOST_QUEUED / 2 : MOST_QUEUED
      if (waiting.length >= most) {
        dropped++
        return overflowed()
      }
      const run: RunInContext = contextOfNow()
      waiting.push(() => run(call, event))
      proceed()
    },
    drained: () =>
      new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer)
          drains.delete(done)
          resolve()
        }
        const timer = setTimeout(done, PATIENCE)
        drains.add(done)
        proceed()
      }),
    dropped: () => dropped,
  }
}

/** After the input and output of this turn. A runtime without it may end with the response: then at once. */
const soon: (call: () => void) => void =
  typeof setImmediate === 'function' ? (call) => void setImmediate(call) : queueMicrotask
