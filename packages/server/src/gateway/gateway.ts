/** The gateway: proxies ask it about each request before they pass it to an application. */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { TokenApi } from 'tokenapi'
import { type GuardOptions, guard } from 'tokenapi/adapter'

import type { ClientAddresses } from '../client-address.js'
import type { Config } from '../config/read-config.js'
import { noteError, noteUser } from '../request-notes.js'
import { type Answer, forbidden, letIn, refused, unavailable } from './answer.js'
import { DIALECT, type Dialect } from './dialects.js'
import { originalRequest } from './original-request.js'
import { requiredScopes } from './required-scopes.js'

/** Answers a request itself and returns `true`, or leaves it to the routes. */
export type Direct = (request: IncomingMessage, response: ServerResponse) => boolean

/** The endpoints of the proxies that `GATEWAY` names; `undefined` without any. */
export function gatewayOf(
  { GATEWAY, GATEWAY_CREDENTIALS: credentials }: Config,
  api: TokenApi,
  { isProxy }: Pick<ClientAddresses, 'isProxy'>,
): Direct | undefined {
  if (GATEWAY === undefined) return undefined
  const dialects = GATEWAY.map((name) => DIALECT[name])
  const optionsFor = guardOptions(credentials)
  return (request, response) => {
    const { url = '', socket } = request
    const dialect = dialects.find(({ path }) => isBelow(url, path))
    if (dialect === undefined) return false
    const answered = async (): Promise<Answer> => {
      if (!isProxy(socket.remoteAddress)) return notTheProxy()
      // A client may have sent it: its proxy took it for a path that leads here without a check.
      if (hasDotSegment(url)) return forbidden('The path is not normalized.')
      return decide(request, dialect, api, optionsFor)
    }
    answered()
      .catch(failed)
      .then((answer) => send(response, answer), failed)
    return true
  }
}

type Options = Pick<GuardOptions, 'credentials' | 'scopes'>
type OptionsFor = (scopes: readonly string[]) => Options

async function decide(
  request: IncomingMessage,
  dialect: Dialect,
  api: TokenApi,
  optionsFor: OptionsFor,
): Promise<Answer> {
  const options = optionsFor(requiredScopes(request, dialect))
  const outcome = await guard(api, originalRequest(request, dialect), options)
  if (!outcome.ok) return refused(outcome.response)
  noteUser(outcome.authentication.user)
  return letIn(dialect.identity(outcome.authentication))
}

/** Sets of scopes whose options are kept: options are checked once for each object. */
const MOST_OPTIONS = 256

function guardOptions(credentials: GuardOptions['credentials']): OptionsFor {
  const known = new Map<string, Options>()
  return (scopes) => {
    const key = scopes.join(' ')
    let options = known.get(key)
    if (options === undefined) {
      if (known.size >= MOST_OPTIONS) known.clear()
      known.set(key, (options = { credentials, scopes }))
    }
    return options
  }
}

/** By the bytes of the target: another spelling of a path is another path, which is not the gateway's. */
function isBelow(target: string, path: string): boolean {
  if (!target.startsWith(path)) return false
  const next = target[path.length]
  return next === undefined || next === '/' || next === '?'
}

// As URLs are normalized: a backslash is a slash, and "%2e" is a dot.
const DOT_SEGMENT = /[/\\](?:\.|%2e){1,2}(?:[/\\]|$)/i

/** Whether others may take the path for another one, such as `/gateway/nginx/../../token/x`. */
function hasDotSegment(target: string): boolean {
  return DOT_SEGMENT.test(target.split('?', 1)[0] ?? '')
}

function notTheProxy(): Answer {
  noteError(
    new Error('the connection is not from a proxy: TRUST_PROXY must name the address of the proxy'),
  )
  return forbidden('Only the proxy may ask the gateway.')
}

function failed(error: unknown): Answer {
  noteError(error)
  return unavailable('Temporarily unavailable, please try again.')
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}
