/** One log line for each event of the library. */
import type { Level, Logger } from 'pino'
import type { TokenApiEvent } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import { causesOf, currentNotes } from './request-notes.js'

const LEVELS: Readonly<Record<TokenApiEvent['name'], Level>> = {
  'login.succeeded': 'info',
  'login.failed': 'warn',
  'login.throttled': 'warn',
  'login.unavailable': 'error',
  // The line of the request has the user.
  'authentication.succeeded': 'debug',
  'authentication.refused': 'info',
  'authentication.unavailable': 'error',
  'password.upgraded': 'info',
  'password.upgrade_failed': 'warn',
  'token.future_dated': 'warn',
  'token.issued': 'info',
  'token.rotated': 'info',
  'token.revoked': 'info',
  'token.reused': 'warn',
  'secret.fallback_used': 'info',
  'refusal.failed': 'error',
  'warning.found': 'warn',
}

/** Writes an event. Called in the async context of its request. */
export function logEvents(log: Logger): (event: TokenApiEvent) => void {
  return (event) => {
    // By the name of its setting: see `serve`.
    if (event.name === 'warning.found' && event.code === 'TOKENAPI_WEAK_SECRET') return
    log[LEVELS[event.name]](fieldsOf(event), 'event')
  }
}

/** Writes what an administrator did. Called in the async context of the request. */
export function logActions(log: Logger): (event: RecordedEvent) => void {
  return ({ name, request, userId, ...rest }) => {
    const fields = { address: request?.address, requestId: request?.id, method: request?.method }
    const user = userId === undefined ? undefined : String(userId)
    const all = { event: name, ...fields, path: request?.path, userId: user, ...rest }
    // The line has a time of its own.
    log.info({ ...all, time: undefined }, 'event')
  }
}

/** `event` and `address` come first: filters of log lines rely on it. */
function fieldsOf(event: TokenApiEvent): object {
  const { name, time: _, request, userId, ...rest } = event
  const notes = currentNotes()
  return {
    event: name,
    address: request?.address ?? notes?.address,
    requestId: notes?.requestId ?? request?.id,
    method: request?.method,
    path: request?.path,
    userId: userId === undefined ? undefined : String(userId),
    ...rest,
    // The messages tell more than the reason, and the server's stores put no values into them.
    ...('error' in event ? { reason: undefined, error: causesOf(event.error) } : {}),
  }
}
