/** The app on a socket: limits of time and size, and an orderly end. */
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { getRequestListener } from '@hono/node-server'
import type { Logger } from 'pino'

import type { AnswerTime } from './answer-times.js'
import { type ClientAddresses, clientAddresses } from './client-address.js'
import { type ConnectionLimits, limitConnections } from './connection-limits.js'
import { connectionsOf } from './connections.js'
import { type DrainOptions, drainable } from './drain.js'
import type { Direct } from './gateway/gateway.js'
import { logRequests } from './request-log.js'
import { SettingError, isSettingError } from './config/setting-error.js'
import type { SettingName } from './config/settings.js'
import { cutUnreadAnswers } from './unread-answers.js'

export interface ListenOptions {
  readonly host: string
  readonly port: number
  readonly log: Logger
  readonly limits?: ConnectionLimits
  /** The settings of host and port, for errors. Default: `HOST` and `PORT`. */
  readonly settings?: ListenSettings
  /** Paths whose requests are logged at level debug: probes and metrics. */
  readonly quietPaths?: ReadonlySet<string>
  /** Default: a client's address is that of its connection. */
  readonly addresses?: ClientAddresses
  /** For a whole request to arrive. Default: 15,000. */
  readonly requestMilliseconds?: number
  /** For the client to read an answer. Default: 15,000. */
  readonly answerMilliseconds?: number
  /** Called when an answer was sent. */
  readonly onAnswer?: ((answer: AnswerTime) => void) | undefined
  /** Answers requests of its own, with any method, and returns whether it did. */
  direct?: Direct | undefined
  fetch(request: Request): Response | Promise<Response>
}

export interface ListenSettings {
  readonly host: SettingName
  readonly port: SettingName
}

export interface Listening {
  readonly url: string
  readonly port: number
  /**
   * Accepts requests for `drainSeconds` more, with responses that end their connections. Then finishes what runs, as long
   * as `patience` allows, and closes every connection.
   */
  stop(options?: DrainOptions): Promise<void>
}

const HEADERS_MS = 10_000
const REQUEST_MS = 15_000
const ANSWER_MS = 15_000
/** Longer than the 60 seconds of nginx and load balancers: the side that sends requests should end a silent connection. */
const KEEP_ALIVE_MS = 65_000
const MAX_HEADER_BYTES = 16_384
/** How often connections that are over these times are looked for; Node's own 30 seconds would be added. */
const CHECK_MS = 1_000
const CONNECTIONS: ConnectionLimits = { total: 1_000, perNetwork: 200 }
const REPORT_MS = 60_000

const REFUSAL_FIELDS = { 'content-type': 'application/json', 'cache-control': 'no-store' }

/** Methods that a standard Request can carry. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Listens. Rejects with `SettingError` if the port is in use or the address is not of this machine. */
export async function listen({
  host,
  port,
  log,
  limits = CONNECTIONS,
  settings = { host: 'HOST', port: 'PORT' },
  quietPaths,
  addresses = clientAddresses(undefined),
  onAnswer,
  direct,
  fetch,
  requestMilliseconds = REQUEST_MS,
  answerMilliseconds = ANSWER_MS,
}: ListenOptions): Promise<Listening> {
  const handle = getRequestListener(fetch, {
    overrideGlobalObjects: false,
    errorHandler: badRequest,
  })
  const listener = (request: IncomingMessage, response: ServerResponse): unknown =>
    direct?.(request, response) === true ||
    (METHODS.has(request.method ?? '') && request.url?.startsWith('*') !== true
      ? handle(request, response)
      : refuseMethod(response))
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      requireHostHeader: true,
      headersTimeout: HEADERS_MS,
      requestTimeout: requestMilliseconds,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: CHECK_MS,
    },
    logRequests(log, { addresses, quietPaths, onAnswer }, listener),
  )
  const stop = drainable(server)
  const connections = connectionsOf(server)
  cutUnreadAnswers(server, connections, { patience: answerMilliseconds, every: CHECK_MS })
  limitConnections(server, connections, limits, { ...addresses, onRefused: reportRefused(log) })
  await started(server, { host, port, settings })
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    url: `http://${name}:${address.port}`,
    port: address.port,
    stop,
  }
}

interface Place {
  readonly host: string
  readonly port: number
  readonly settings: ListenSettings
}

function started(server: Server, place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(settingError(error, place)))
    server.listen(place.port, place.host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

function settingError(error: NodeJS.ErrnoException, { host, port, settings }: Place): Error {
  const flag = `--${settings.port.toLowerCase().replace('_', '-')}`
  const another = `${settings.port} or ${flag}`
  switch (error.code) {
    case 'EADDRINUSE':
      return new SettingError(
        `${settings.port}: port ${port} is in use: stop what listens there, or choose another with ${another}; 0 takes any free port`,
        { cause: error },
      )
    case 'EACCES':
      return new SettingError(
        `${settings.port}: port ${port} needs more rights: choose one above 1023 with ${another}`,
      )
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new SettingError(`${settings.host}: ${host} is no address of this machine`)
    default:
      return error
  }
}

/** Whether a listener could not be opened because another program listens at its port. */
export function isPortInUse(error: unknown): boolean {
  const cause = isSettingError(error) ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
}

/** A line at the first connection that is refused, and then one a minute with the number of the others. */
function reportRefused(log: Logger): () => void {
  let count = 0
  let timer: NodeJS.Timeout | undefined
  const report = (): void => {
    if (count > 0) log.warn({ count }, 'connections refused: too many are open')
    timer = count > 0 ? setTimeout(report, REPORT_MS).unref() : undefined
    count = 0
  }
  return () => {
    count++
    if (timer === undefined) report()
  }
}

function refuseMethod(response: ServerResponse): void {
  const body = '{"success": false, "errors": "This method is not supported."}'
  response.writeHead(501, REFUSAL_FIELDS)
  response.end(body)
}

/** What is wrong with a request before any view sees it: an odd target or Host. */
function badRequest(): Response {
  return new Response('{"success": false, "errors": "The request cannot be read."}', {
    status: 400,
    headers: REFUSAL_FIELDS,
  })
}
