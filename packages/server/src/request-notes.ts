/** What the library reports about a request while it runs, kept for the request's log line. */
import { AsyncLocalStorage } from 'node:async_hooks'

import type { TokenApiEvent } from 'tokenapi'

export interface RequestNotes {
  readonly address: string | undefined
  event?: TokenApiEvent
  /** The cause of a 503 that no event reports. */
  error?: unknown
}

const current = new AsyncLocalStorage<RequestNotes>()

/** Runs a listener; whatever it notes goes into `notes`. */
export function withNotes(notes: RequestNotes, listener: () => void): void {
  current.run(notes, listener)
}

/** The address of the client whose request runs. */
export function currentAddress(): string | undefined {
  return current.getStore()?.address
}

/** Keeps an event of the library for the log line of the current request. */
export function noteEvent(event: TokenApiEvent): void {
  const notes = current.getStore()
  if (notes !== undefined) notes.event = event
}

/** Keeps the cause of a 503 for the log line of the current request. */
export function noteError(error: unknown): void {
  const notes = current.getStore()
  if (notes !== undefined) notes.error = error
}

/** The fields of a log line. */
export function noteFields({ event, error }: RequestNotes): Record<string, unknown> {
  return {
    ...eventFields(event),
    ...(error === undefined ? {} : { error: causesOf(error) }),
  }
}

function eventFields(event: TokenApiEvent | undefined): Record<string, unknown> {
  if (event === undefined || event.type === 'warning') return {}
  const { type, outcome } = event
  const username = type === 'login' ? { username: event.username } : {}
  const fields = { event: type, outcome, ...username }
  if (outcome === 'ok') return { ...fields, userId: String(event.userId) }
  if (outcome !== 'refused') return { ...fields, error: causesOf(event.error) }
  const { code, reason, userId } = event
  return { ...fields, ...(userId === undefined ? {} : { userId: String(userId) }), code, reason }
}

/** The messages of an error and its causes. Drivers name tables in them, never values. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`
}
