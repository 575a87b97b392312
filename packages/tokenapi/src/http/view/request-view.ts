import type { Awaitable } from '../../core/runtime/awaitable.js'

/**
 * What an adapter knows of a request, in one shape for every framework. Adapters make one, and that
 * is nearly all they do.
 */
export interface RequestView {
  /** As received; methods are case-sensitive (RFC 9110 §9.1). */
  readonly method: string
  /** Path and query string as received: the router's own reading of either is not asked. */
  readonly target: string
  /** The whole target, where `target` is the part of it below a mount: for events alone. */
  originalTarget?(): string | undefined
  /** The client's address, as the framework knows it. Asked for where it is wanted, as it may cost. */
  address?(): string | undefined
  /** The id that the framework gave to the request. */
  id?(): string | undefined
  /**
   * Aborted when the client has closed the connection. Only a login asks for it, so that other requests
   * attach no listener. `undefined` where the framework cannot tell.
   */
  signal?(): AbortSignal | undefined
  /** The field's value; several fields of one name joined with ", ". The name is in lower case. */
  header(name: string): string | undefined
  /**
   * What a body parser before the guard has left; `undefined` where the body is still to be read. May be
   * left out where there are no such parsers. Asked before `body`, at most once. Of bytes no more than
   * `limit` are read; where there are fields as well, give those for longer ones.
   */
  parsed?(limit: number): Awaitable<ParsedBody | undefined>
  /**
   * The body, asked for at most once and only where a form or JSON may be in it. It stays readable
   * for the handler. Throws `RefusedError('content_too_large')` past `limit` bytes.
   */
  body(limit: number): Promise<Uint8Array>
}

/** What a body parser has left: fields, or the bytes. */
export type ParsedBody =
  | { readonly bytes: Uint8Array }
  | { readonly fields: Readonly<Record<string, unknown>> }

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i

/** A request target without scheme and authority, which a client may send too (RFC 9112 §3.2.2). */
export function originForm(target: string): string {
  return target.startsWith('/') ? target : target.replace(ORIGIN, '')
}

/** The query string of a request target, without its "?"; a raw "#" ends it. */
export function queryOf(target: string): string {
  const mark = target.indexOf('?')
  if (mark < 0) return ''
  const hash = target.indexOf('#', mark)
  return target.slice(mark + 1, hash < 0 ? undefined : hash)
}

/** The path of a request target, undecoded. */
export function pathOf(target: string): string {
  const end = target.search(/[?#]/)
  return end < 0 ? target : target.slice(0, end)
}
