/**
 * The JSON of the token routes: what `http/` writes and `client/` reads. Types alone. Times are ISO 8601 in UTC; an
 * absent value is `null`. Every 2xx object also has `success: true`.
 */

/** `POST new.json`. */
export interface WireLogin {
  readonly token: string
  readonly user: number | string
}

/**
 * A record of an access token: one device of its user. `POST tokens/ID/rename.json` answers it, where `ID` may be
 * `current`: the token that makes the request.
 */
export interface WireToken {
  readonly id: string
  /** How the token begins: its prefix and 4 random characters. */
  readonly start: string
  readonly userId: number | string
  readonly name: string
  readonly scopes: readonly string[]
  readonly audience: string | null
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastUsedAt: string | null
  readonly lastAddress: string | null
  readonly lastUserAgent: string | null
  /** It is the token that made this request. */
  readonly current: boolean
}

/** `GET tokens.json`, in the order of creation. */
export interface WireTokens {
  readonly tokens: readonly WireToken[]
}

/** `POST tokens/ID/rotate.json`: the new token, and its record. `ID` may be `current`. */
export interface WireRotated extends WireToken {
  readonly token: string
}

/** `POST tokens/ID/revoke.json`, `POST tokens/revoke-all.json` and `POST logout.json`. */
export interface WireRevoked {
  /** How many tokens it ended. */
  readonly revoked: number
}

/** A refusal of these routes, as `application/problem+json`. */
export interface WireProblem {
  readonly status: number
  /** Stable: see `RefusalCode`. */
  readonly code: string
  readonly title: string
  /** Of `insufficient_scope`: the scopes that are needed, separated by spaces. */
  readonly scope?: string
}
