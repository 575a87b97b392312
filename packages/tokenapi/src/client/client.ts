import type { WireToken } from '../wire.js'
import type { ClientError } from './client-error.js'
import type { Session, SessionStorage } from './session.js'

/** What `createClient` takes. */
export interface ClientOptions {
  /** Where the application is: the token is sent to paths below it and nowhere else. */
  readonly url: string
  /** Path of the token routes below `url`; default "token". */
  readonly routes?: string | undefined
  /** A token that exists already, as a script has it. `storage` replaces it. */
  readonly token?: string | undefined
  /** Id of the user, which a classic token needs. */
  readonly user?: number | string | undefined
  /** Where the session is kept; default: in memory. */
  readonly storage?: SessionStorage | undefined
  /** Default: the global `fetch`, looked up at each call. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined
  /**
   * Called once for each token that the server refuses, also with many requests at a time. The session has ended then.
   * Where it logs the same user in again, the refused requests are sent again.
   */
  readonly onUnauthorized?: ((error: ClientError) => unknown) | undefined
}

export interface RequestOptions {
  readonly signal?: AbortSignal | null | undefined
}

/** What `client.fetch` takes. A redirect is an error, or with "manual" the response. */
export type FetchInit = Omit<RequestInit, 'redirect'> & { readonly redirect?: 'error' | 'manual' }

/** What a login needs. */
export interface Login {
  readonly username: string
  readonly password: string
  /** Name of this device in the list of tokens; default: the server takes it from the user agent. */
  readonly name?: string | undefined
}

/** Every method rejects with a `ClientError`, or with the reason of an aborted signal. */
export interface Client {
  /** Logs in, keeps the session, and returns the id of the user. Code `invalid_login`: a wrong name or password. */
  login(login: Login, options?: RequestOptions): Promise<number | string>
  /**
   * `fetch` with the token, for a path below `url`. Returns every answer of the route, whatever its status. Rejects
   * with outcome `refused` if the token is not valid, and with `cannot_tell` for no answer, 429, 502, 503, 504 and
   * redirects; with a `TypeError` for a URL that is not below `url`.
   */
  fetch(path: string | URL, init?: FetchInit): Promise<Response>
  /** The session that requests use, with its token; `undefined` where the user has to log in. */
  session(): Promise<Session | undefined>
  /**
   * Replaces the access token by a new one. Calls at a time are one rotation. If its answer is lost, the old token
   * remains and the next request finishes the rotation.
   */
  rotate(): Promise<void>
  /**
   * Ends the session, here and on the server. It rejects with `cannot_tell` if only the server's part is missing: the
   * token then works until it expires, unless it is revoked elsewhere.
   */
  logout(options?: RequestOptions): Promise<void>
  readonly tokens: Tokens
}

/** The access tokens of the user: one for each device. */
export interface Tokens {
  /** In the order of creation; `current` marks the own one. */
  list(options?: RequestOptions): Promise<readonly WireToken[]>
  rename(id: string, name: string, options?: RequestOptions): Promise<void>
  revoke(id: string, options?: RequestOptions): Promise<void>
  /** Revokes all but the own one, and returns how many. */
  revokeOthers(options?: RequestOptions): Promise<number>
}
