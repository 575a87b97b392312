/** One log line for each request, without secrets. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Logger } from 'pino'
import { pinoHttp } from 'pino-http'
import { maskedPath } from 'tokenapi'

import { type AnswerTime, routeOf } from './answer-times.js'
import type { ClientAddresses } from './client-address.js'
import { type RequestNotes, noteFields, withNotes } from './request-notes.js'

interface Running extends RequestNotes {
  readonly started: number
}

export interface LogOptions {
  readonly addresses: ClientAddresses
  /** Paths whose requests are logged at level debug. */
  readonly quietPaths?: ReadonlySet<string> | undefined
  /** Called when an answer was sent. */
  readonly onAnswer?: ((answer: AnswerTime) => void) | undefined
}

/** Runs a listener and logs each request when its response has been sent. */
export function logRequests(
  log: Logger,
  { addresses, quietPaths, onAnswer }: LogOptions,
  listener: (request: IncomingMessage, response: ServerResponse) => unknown,
): (request: IncomingMessage, response: ServerResponse) => void {
  const running = new WeakMap<ServerResponse, Running>()
  const fields = ({ method, url = '' }: IncomingMessage, response: ServerResponse): object => {
    const notes = running.get(response)
    return {
      address: notes?.address,
      method,
      path: pathOf(url),
      status: statusOf(response),
      // pino-http measures whole milliseconds only.
      ms: Math.round((performance.now() - (notes?.started ?? 0)) * 10) / 10,
      ...(notes === undefined ? {} : noteFields(notes)),
    }
  }
  const logged = pinoHttp({
    logger: log,
    genReqId: (_request, response) => running.get(response)?.requestId ?? '',
    // `requestId` in place of the request and the response: their headers contain tokens.
    quietReqLogger: true,
    quietResLogger: true,
    customAttributeKeys: { reqId: 'requestId' },
    serializers: { req: () => undefined },
    customLogLevel: ({ url = '' }, response) => {
      if (statusOf(response) >= 500) return 'warn'
      return quietPaths?.has(url) === true ? 'debug' : 'info'
    },
    customSuccessMessage: () => 'request',
    customErrorMessage: () => 'request',
    customSuccessObject: fields,
    customErrorObject: fields,
  })
  return (request, response) => {
    // Read here: a closed socket has no address.
    const address = addresses.of(request)
    const { method = '', url = '' } = request
    const id = requestId(request, response)
    const notes = { address, requestId: id, method, path: pathOf(url), started: performance.now() }
    running.set(response, notes)
    // On every response, also where a route or an error sets no fields.
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    logged(request, response)
    if (onAnswer !== undefined) timeAnswer(request, response, onAnswer)
    withNotes(notes, () => void listener(request, response))
  }
}

function timeAnswer(
  { url = '' }: IncomingMessage,
  response: ServerResponse,
  onAnswer: (answer: AnswerTime) => void,
): void {
  const route = routeOf(url)
  if (route === undefined) return
  const started = performance.now()
  response.once('finish', () => onAnswer({ route, seconds: (performance.now() - started) / 1_000 }))
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/

/** The client's own id, if it is well formed; the response carries it too. */
function requestId(request: IncomingMessage, response: ServerResponse): string {
  const given = request.headers['x-request-id']
  const id = typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID()
  response.setHeader('X-Request-Id', id)
  return id
}

/** 0 if the client left before the response was complete. */
function statusOf(response: ServerResponse): number {
  return response.writableEnded ? response.statusCode : 0
}

/** Below /token any segment can be a token, so the whole path is masked. */
function pathOf(url: string): string {
  return maskedPath(url, /(?<=^\/token)\/.*/.exec(url)?.[0])
}
