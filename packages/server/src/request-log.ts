/** One line of log for each request, without a secret in it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Logger } from 'pino'
import type { TokenApiEvent } from 'tokenapi'

const current = new AsyncLocalStorage<{ event?: TokenApiEvent }>()

/** Notes what the library said of the request that is running. */
export function noteEvent(event: TokenApiEvent): void {
  const store = current.getStore()
  if (store !== undefined) store.event = event
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
    const noted: { event?: TokenApiEvent } = {}
    response.once('close', () => {
      log.info(
        {
          requestId,
          method: request.method,
          path: maskedPath(request.url ?? ''),
          status: response.writableEnded ? response.statusCode : 0,
          ms: Math.round((performance.now() - started) * 10) / 10,
          ...eventFields(noted.event),
        },
        'request',
      )
    })
    current.run(noted, () => void listener(request, response))
  }
}

function eventFields(event: TokenApiEvent | undefined): Record<string, unknown> {
  if (event === undefined) return {}
  if (event.type === 'warning') return {}
  const { type, outcome } = event
  if (outcome === 'ok') return { event: type, outcome, userId: String(event.userId) }
  if (outcome === 'refused') return { event: type, outcome, code: event.code, reason: event.reason }
  return { event: type, outcome, error: causesOf(event.error) }
}

/** The messages of an error and its causes; what a driver says names tables, never values of ours. */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause === undefined ? error.message : `${error.message}: ${causesOf(error.cause)}`
}

const LONGEST_PATH = 256
// scheme "://" authority, which may hold user and password             RFC 3986 §3
const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i
const UNDER_TOKEN = /^\/token\/([^/]+)(?=\/)/
/** What may be a token, its dash escaped or not. */
const TOKEN = /[0-9a-z]{1,13}(?:-|%2d)[0-9a-f]{20,}/gi

/** The path without query; what stands where a token would is a fingerprint of it. */
function maskedPath(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? ''
  const masked = path
    .replace(ORIGIN, '')
    .replace(/\/\/[^/@]*@/, '//')
    .replace(UNDER_TOKEN, (_, token: string) => `/token/${fingerprint(token)}`)
    .replace(TOKEN, fingerprint)
  // Last of all: a token that is cut is no token to be found.
  return masked.slice(0, LONGEST_PATH)
}

/** The first 8 hex digits of a SHA-256: enough to find a token again, not to use it. */
function fingerprint(secret: string): string {
  return createHash('sha256').update(secret).digest('hex').slice(0, 8)
}
