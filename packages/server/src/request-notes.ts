/** What is known of a request while it runs, kept for its log lines. */
import { AsyncLocalStorage } from 'node:async_hooks'

import type { User } from 'tokenapi'

export interface RequestNotes {
  readonly address: string | undefined
  readonly requestId: string
  readonly method: string
  /** Without what may be a token. */
  readonly path: string
  /** Of the authenticated user. */
  userId?: User['id']
  /** Of a refused token whose network is beyond its limit: seconds until the next one is within it. */
  retryAfter?: number | undefined
  /** The cause of a 503 that no event reports. */
  error?: unknown
}

const current = new AsyncLocalStorage<RequestNotes>()

/** Runs a listener; whatever it notes goes into `notes`. */
export function withNotes(notes: RequestNotes, listener: () => void): void {
  current.run(notes, listener)
}

/** Of the request that this turn belongs to. */
export function currentNotes(): RequestNotes | undefined {
  return current.getStore()
}

/** Keeps the user for the log line of the current request. */
export function noteUser({ id }: User): void {
  const notes = currentNotes()
  if (notes !== undefined) notes.userId = id
}

/** Keeps the cause of a 503 for the log line of the current request. */
export function noteError(error: unknown): void {
  const notes = currentNotes()
  if (notes !== undefined) notes.error = error
}

/** The fields of the request's line. */
export function noteFields({ userId, error }: RequestNotes): Record<string, unknown> {
  return {
    ...(userId === undefined ? {} : { userId: String(userId) }),
    ...(error === undefined ? {} : { error: causesOf(error) }),
  }
}

/** The messages of an error and its causes. Drivers name tables in them, never values. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`
}
