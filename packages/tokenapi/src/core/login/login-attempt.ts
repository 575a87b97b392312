import type { Credentials } from '../credentials.js'
import type { EventRequest } from '../events/events.js'

/** A user name and password, and who presents them. */
export interface LoginAttempt {
  readonly username: string
  readonly password: string
  readonly client?: LoginClient | undefined
  /** The name of an access token that it issues. */
  readonly tokenName?: string | undefined
}

/** What is known of the client, without a request too. */
export interface LoginOptions {
  /** The client's IP address. Failed logins of one address are limited; without one only those of an account. */
  readonly address?: string | undefined
  /** Aborted when the client is gone: a login that waits for its turn then leaves the queue. */
  readonly signal?: AbortSignal | undefined
  /**
   * A token that the client was given before, valid or expired. It is no login: guesses of other clients do not
   * count against a client that presents one.
   */
  readonly credentials?: Credentials | undefined
  /** The name of the access token that the login issues, such as a device; at most 100 characters. */
  readonly name?: string | undefined
}

export interface LoginClient extends Omit<LoginOptions, 'name'> {
  /** The request, for events. */
  request?(): EventRequest | undefined
}
