import type { Awaitable } from '../runtime/awaitable.js'
import type { AccessTokensOfApi } from '../access/access-tokens-of.js'
import { ConfigError } from '../errors.js'
import { describeValue } from '../options/option-checks.js'
import type { RequestOfEvent } from '../events/outcome-report.js'
import type { ToPublicUser } from '../public-user.js'
import { isScope } from '../access/scopes.js'
import type { StoredUser } from '../user.js'

/**
 * The token that a login answers. `undefined`: the stored hash is not that of this user any more, so its password must be
 * checked again. Rejects with `RefusedError('too_many_tokens')`.
 */
export type MakeLoginToken = (
  user: StoredUser,
  name: string | undefined,
  request: RequestOfEvent,
) => Awaitable<string | undefined>

export interface LoginTokenOptions {
  readonly loginToken: 'access' | 'classic' | undefined
  readonly access: AccessTokensOfApi
  readonly toPublicUser: ToPublicUser<object>
  makeToken(this: void, user: StoredUser): string
}

/** Access tokens where they are on, unless classic ones are wanted. Throws `ConfigError`. */
export function loginTokens({
  loginToken,
  access,
  toPublicUser,
  makeToken,
}: LoginTokenOptions): MakeLoginToken {
  const settings = access.settings
  if (loginToken === 'access' && settings === undefined) {
    throw new ConfigError('`loginToken: "access"` needs `accessTokens`: set it to `true`')
  }
  if (settings === undefined || loginToken === 'classic') return (user) => makeToken(user)
  return async (user, name, request) => {
    const scopes = readScopes(settings.scopesForLogin(toPublicUser(user)))
    const options = { name: name || undefined, scopes }
    return (await access.service.issueTo(user, options, request))?.token
  }
}

function readScopes(scopes: unknown): readonly string[] {
  if (Array.isArray(scopes) && scopes.every(isScope)) return scopes
  throw new ConfigError(
    `\`accessTokens.scopesForLogin\` must return a list of scopes; it returned ${describeValue(scopes)}`,
  )
}
