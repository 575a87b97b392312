import { memberOf } from '../../core/options/member-of.js'
import { type ConnectedRequest, closedSignalOf } from './closed-connection.js'
import { parsedBody } from '../body/parsed-body.js'
import { type PeekableStream, wasPeeked, isStream, peekBody } from '../body/peek.js'
import type { ParsedBody, RequestView } from './request-view.js'

/**
 * The part of a Node `IncomingMessage`, and of what frameworks make of one, that is used here. Those
 * of HTTP/2 and those that a framework injects without a connection have not all of it.
 */
export interface IncomingRequest extends PeekableStream, KnownRequest, ConnectedRequest {
  readonly socket?: { readonly remoteAddress?: string | undefined } | null | undefined
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly rawHeaders?: readonly string[] | undefined
  /** What a body parser has left here. */
  readonly body?: unknown
  readonly readableDidRead?: boolean | undefined
  readonly readableFlowing?: boolean | null | undefined
}

/** What frameworks know beyond Node, under the names that Express, Fastify and Koa share. */
export interface KnownRequest {
  /** The client's address, behind the proxies that the application trusts. */
  readonly ip?: unknown
  readonly id?: unknown
  readonly originalUrl?: unknown
}

/**
 * The view of a Node request. `target` is the request target, or the part of it below a mount;
 * `parsed` what a body parser has made of the body, where that is not at `request.body`; `known` what the
 * framework knows of the request, where that is not on the request itself.
 */
export function viewOfIncoming(
  request: IncomingRequest,
  target: string,
  parsed: unknown = request.body,
  known: KnownRequest = request,
): RequestView {
  return {
    method: request.method ?? 'GET',
    target,
    originalTarget: () => stringOnly(memberOf(known, 'originalUrl')) ?? request.url,
    address: () => stringOnly(memberOf(known, 'ip')) ?? request.socket?.remoteAddress,
    id: () =>
      stringOnly(memberOf(known, 'id')) ?? stringOnly(memberOf<KnownRequest, 'id'>(request, 'id')),
    signal: () => closedSignalOf(request),
    header: (name) => headerOf(request, name),
    parsed: () => (isUnread(request, parsed) ? undefined : parsedBody(parsed)),
    body: (limit) => peekBody(request, limit),
  }
}

function stringOnly(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

function headerOf(request: IncomingRequest, name: string): string | undefined {
  // Own alone: Node's object of fields inherits from `Object.prototype`.
  const value = Object.hasOwn(request.headers, name) ? request.headers[name] : undefined
  if (Array.isArray(value)) return value.join(', ')
  if (name !== 'authorization' || value === undefined) return value
  // Middleware may have put another in its place, from a cookie for one: that is what counts.
  return severalAuthorizations(request.rawHeaders ?? []) ?? value
}

/** Node keeps the first of several Authorization fields and drops the rest unseen: all of them, joined. */
function severalAuthorizations(rawHeaders: readonly string[]): string | undefined {
  let joined = ''
  let count = 0
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue
    joined += count++ === 0 ? rawHeaders[i + 1] : `, ${rawHeaders[i + 1]}`
  }
  return count > 1 ? joined : undefined
}

/**
 * Whether the body is still in the stream. That `body` is set says nothing: some parsers leave `{}`
 * without reading, and wrappers of cloud functions leave the body beside a stream that has it too.
 */
function isUnread(request: IncomingRequest, body: unknown): boolean {
  if (!isStream(request) || request.readableEnded) return false
  if (request.readableDidRead !== true) return true
  // Of a body that somebody has begun to read a part is missing, unless it was put back.
  return wasPeeked(request) && !isBeingRead(request) && !holdsSomething(body)
}

function isBeingRead(request: IncomingRequest): boolean {
  return request.readableFlowing === true || request.rawListeners('data').length > 0
}

/** A parser may be done before the stream's end is known, as at a form's last boundary. */
function holdsSomething(body: unknown): boolean {
  const parsed: ParsedBody = parsedBody(body)
  return 'bytes' in parsed ? parsed.bytes.length > 0 : Object.keys(parsed.fields).length > 0
}
