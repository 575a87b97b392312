import type { FetchInit, RequestOptions } from './client.js'
import type { Session } from './session.js'

/** `RequestInit`; the signal may be `undefined`, and React Native declares no `redirect`. */
export type Init = Omit<RequestInit, 'signal' | 'redirect'> &
  RequestOptions &
  Pick<FetchInit, 'redirect'>
/** Sends a request to a path below the application. */
export type Send = (path: string, init: Init) => Promise<Response>

/** A POST of a form: the original's login takes no JSON. */
export function post(fields: Record<string, string>): Init {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    // A text: React Native takes no parameters as a body.
    body: String(new URLSearchParams(fields)),
  }
}

/** The same request with the token. It asks for problem details, whose code is readable on another domain too. */
export function withToken(session: Session | null | undefined, init: Init): Init {
  const headers = new Headers(init.headers)
  if (!headers.has('accept')) headers.set('accept', 'application/problem+json, */*')
  if (session) {
    const { token, user } = session
    // A classic token needs its user. An access token has a "_" after its prefix, and a classic token has none.
    const prefix = user === undefined || token.includes('_') ? '' : `${user}:`
    headers.set('authorization', `Bearer ${prefix}${token}`)
  }
  return { ...init, headers }
}
