import type { AuthenticatedToken } from '../authenticated-token.js'
import { RefusedError } from '../errors.js'
import type { UserId } from '../user.js'

// scope-token = 1*( %x21 / %x23-5B / %x5D-7E )          RFC 6749 §3.3
const SCOPE = /^[!#-[\]-~]+$/

/**
 * Whether a text can be a scope: 1 to 100 characters of RFC 6749 §3.3.
 *
 * @example
 * isScope('reports:read') // true; 'reports read' would be two scopes
 */
export function isScope(text: unknown): text is string {
  return typeof text === 'string' && text.length <= 100 && SCOPE.test(text)
}

/** Whether these scopes contain all that are needed; `'*'` contains every one. */
export function hasScopes(scopes: readonly string[], needed: readonly string[]): boolean {
  return scopes.includes('*') || needed.every((scope) => scopes.includes(scope))
}

/** Throws `RefusedError('insufficient_scope')` if the token of an authentication lacks a scope. */
export function requireScopes(
  authentication: {
    readonly user: { readonly id: UserId }
    readonly token: Pick<AuthenticatedToken, 'scopes'>
  },
  needed: readonly string[],
): void {
  if (hasScopes(authentication.token.scopes, needed)) return
  throw new RefusedError('insufficient_scope', 'The token does not have the scope for this.', {
    reason: `needs the scope ${needed.join(' ')}`,
    userId: authentication.user.id,
    scope: needed.join(' '),
  })
}
