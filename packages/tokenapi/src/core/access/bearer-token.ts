import { splitClassicToken } from '../classic/classic-token.js'

// credentials  = "bearer" 1*SP [ user ":" ] bearer-token     the scheme ignores case
// bearer-token = [ "secret-token:" ] token68                 RFC 6750 §2.1, RFC 8959
const FIELD = /^bearer [ \t]*([^\s]+)[ \t]*$/i
const TOKEN = /^(?:secret-token:)?[A-Za-z0-9\-._~+/]+=*$/
const PREFIXED = /^([^:]+):(secret-token:[^:]+)$/

interface Presented {
  /** Absent for a token alone. */
  readonly user?: string
  readonly token: string
}

/**
 * The credentials of a Bearer field where access tokens are on: a token alone, or a user with a token in the form
 * of RFC 8959. `undefined` for a user with any other token, and for a classic token alone, which names no user.
 */
export function readBearer(field: string): Presented | undefined {
  const value = FIELD.exec(field)?.[1]
  if (value === undefined) return undefined
  if (TOKEN.test(value)) return isClassic(value) ? undefined : { token: value }
  const [, user, token] = PREFIXED.exec(value) ?? []
  return user === undefined || token === undefined ? undefined : { user, token }
}

/** Whether a Bearer field holds a classic token without its user. */
export function isClassicAlone(field: string): boolean {
  return isClassic(FIELD.exec(field)?.[1] ?? '')
}

/** A user may have the id "secret-token", and a classic token. */
function isClassic(value: string): boolean {
  return splitClassicToken(value.replace(/^secret-token:/, '')) !== undefined
}
