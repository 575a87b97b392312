import { readAccessToken } from './access-token.js'
import { judge } from './access-state.js'
import type { AccessTokenParts } from './access-token-parts.js'

/** The answer of an introspection: RFC 7662 §2.2. Times are whole seconds since 1970. */
export type Introspection =
  | { readonly active: false }
  | {
      readonly active: true
      /** Separated by spaces. */
      readonly scope: string
      readonly username: string
      readonly token_type: 'Bearer'
      readonly exp: number
      readonly iat: number
      /** The user id. */
      readonly sub: string
      readonly aud?: string
      /** The id of the record. */
      readonly jti: string
    }

/** The same for everything that is not an access token in force. No use of it is recorded. */
export async function introspectToken(
  { settings, tokens, lastUse, clock }: AccessTokenParts,
  text: string,
): Promise<Introspection> {
  const digest = typeof text === 'string' ? readAccessToken(text, settings.prefixes) : undefined
  const found = digest === undefined ? undefined : await tokens.find(digest)
  if (found === undefined) return INACTIVE
  const usedAt = lastUse.usedAt(found.token.id)
  const judged = judge(found, { settings, now: clock(), usedAt })
  if ('refusal' in judged) return INACTIVE
  const { token, user } = judged
  const { audience, expiresAt, replacedAt } = token
  return Object.freeze({
    active: true,
    scope: token.scopes.join(' '),
    username: user.username,
    token_type: 'Bearer',
    exp: Math.floor(Math.min(expiresAt, replacedAt ?? Infinity) / 1_000),
    iat: Math.floor(token.createdAt / 1_000),
    sub: String(user.id),
    ...(audience !== undefined && { aud: audience }),
    jti: token.id,
  })
}

const INACTIVE: Introspection = Object.freeze({ active: false })
