/** Causes of refusals that routes have in common. */

type Refusals = Readonly<Record<number, string>>

/** Of every route that asks the database. */
export const ALWAYS: Refusals = {
  414: 'The URL is longer than 8,192 bytes.',
  503: 'The database does not answer. Try again after `Retry-After`.',
}

/** Of a route that a caller presents a token to. */
export const CALLER: Refusals = {
  ...ALWAYS,
  400: 'The `Authorization` header or the body is malformed.',
  401: 'The token is missing or not valid.',
}

/** Of a POST: its body may have a form. */
export const BODY: Refusals = {
  413: 'The body is larger than 131,072 bytes.',
  415: 'The body is compressed, or of a type that is not supported.',
}

export const SCOPE: Refusals = { 403: 'The token lacks the scope.' }
export const NO_SUCH_TOKEN: Refusals = { 404: 'The user has no such token.' }
