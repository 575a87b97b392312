/** What every printed configuration is made from. */
import { IDENTITY_HEADERS } from '../identity-headers.js'

export interface SnippetOptions {
  /** Host and port of the token server, as the proxy connects to it. */
  readonly server: string
  /** Host and port at which the proxy listens. */
  readonly listen: string
  /** Host and port of the application. */
  readonly application: string
  /** Scopes that a token needs, all of them; empty: any valid token. */
  readonly scopes: readonly string[]
}

/** What clients get where the token server gives no answer, and where it cannot read their header fields. */
export const UNAVAILABLE = '{"success": false, "errors": "The token server does not answer."}'
export const UNREADABLE = '{"success": false, "errors": "The request cannot be read."}'
export const TOO_LARGE = '{"success": false, "errors": "The header of the request is too large."}'

/** The scopes as the value of a query parameter. */
export function scopesParameter(scopes: readonly string[]): string {
  return scopes.map((scope) => encodeURIComponent(scope).replace(/[!'()*]/g, encoded)).join('+')
}

/** Characters that `encodeURIComponent` keeps, and that mean something in a configuration. */
function encoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}

/** The query string of the gateway's address; empty without scopes. */
export function scopesQuery(scopes: readonly string[]): string {
  return scopes.length === 0 ? '' : `?scopes=${scopesParameter(scopes)}`
}

/** A line for each identity header. */
export function eachHeader(line: (name: string) => string): string {
  return IDENTITY_HEADERS.map(line).join('\n')
}

/** `X_Userid` of `X-Userid`: CGI, WSGI and PHP do not tell them apart. */
export function underscored(name: string): string {
  return name.replaceAll('-', '_')
}

/** Host and port: `127.0.0.1:8080` are "127.0.0.1" and "8080", `[::1]:8080` "::1" and "8080". */
export function hostAndPort(address: string): { readonly host: string; readonly port: string } {
  const colon = address.lastIndexOf(':')
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: address.slice(colon + 1) }
}
