/** One line of log for each request, without a secret in it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Logger } from 'pino'
import { type TokenApiEvent, maskedPath } from 'tokenapi'

interface Noted {
  event?: TokenApiEvent
  /** Why it is answered with 503, where no event says so. */
  error?: unknown
}

const current = new AsyncLocalStorage<Noted>()

/** Notes what the library said of the request that is running. */
export function noteEvent(event: TokenApiEvent): void {
  const store = current.getStore()
  if (store !== undefined) store.event = event
}

/** Notes why the request that is running is answered with 503. */
export function noteError(error: unknown): void {
  const store = current.getStore()
  if (store !== undefined) store.error = error
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** Runs a listener and logs its request when the answer is out. */
export function logRequests(
  log: Logger,
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const started = performance.now()
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
    response.setHeader('X-Request-Id', requestId)
    // On every answer, also those of routes and errors that set no field of their own.
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    const noted: Noted = {}
    // Read now: a socket that is closed knows no address.
    const address = request.socket.remoteAddress
    response.once('close', () => {
      const status = response.writableEnded ? response.statusCode : 0
      const fields = {
        requestId,
        address,
        method: request.method,
        path: pathOf(request.url ?? ''),
        status,
        ms: Math.round((performance.now() - started) * 10) / 10,
        ...eventFields(noted.event),
        ...(noted.error === undefined ? {} : { error: causesOf(noted.error) }),
      }
      const isWarning = status >= 500 || isRefusedLogin(noted.event)
      log[isWarning ? 'warn' : 'info'](fields, 'request')
    })
    current.run(noted, () => void listener(request, response))
  }
}

/** Below "/token" a segment may be meant as a token, whatever stands there. */
function pathOf(url: string): string {
  return maskedPath(url, /(?<=^\/token)\/.*/.exec(url)?.[0])
}

function isRefusedLogin(event: TokenApiEvent | undefined): boolean {
  return event?.type === 'login' && event.outcome === 'refused'
}

function eventFields(event: TokenApiEvent | undefined): Record<string, unknown> {
  if (event === undefined || event.type === 'warning') return {}
  const { type, outcome } = event
  const who = type === 'login' ? { username: event.username } : {}
  if (outcome === 'ok') return { event: type, outcome, ...who, userId: String(event.userId) }
  if (outcome !== 'refused') return { event: type, outcome, ...who, error: causesOf(event.error) }
  const { code, reason, userId } = event
  return {
    event: type,
    outcome,
    ...who,
    ...(userId === undefined ? {} : { userId: String(userId) }),
    code,
    reason,
  }
}

/** The messages of an error and its causes; what a driver says names tables, never values of ours. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`
}
