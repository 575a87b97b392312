import type { MiddlewareHandler } from 'hono'
import { type Authentication, isRefusedError } from 'tokenapi'

import type { ManagementEnv, ManagementParts } from './management-env.js'
import type { Principal } from './principal.js'
import { Problem } from './problem.js'
import { type AdminScope, hasScope } from './scopes.js'

/** Lets administrators in: with a session of the admin page, or with an access token that has the scope. */
export function authenticated({
  api,
  administrators,
}: ManagementParts): MiddlewareHandler<ManagementEnv> {
  return async (c, next) => {
    c.set('principal', c.env?.principal ?? (await principalOf(c.req.raw)))
    await next()
  }

  async function principalOf(request: Request): Promise<Principal> {
    const { user, token } = await authenticate(request)
    // A classic token and a ticket have no scopes that somebody chose.
    if (token.kind !== 'access') throw unauthorized('Present an access token with an admin scope.')
    if ((await administrators.find(user.id)) === undefined) {
      throw new Problem('not_an_administrator', 'The user of this token is no administrator.')
    }
    const { id, scopes } = token
    return {
      user,
      via: 'token',
      isRecent: true,
      may: (scope) => hasScope(scopes, scope),
      isStill: async () =>
        (await api.accessTokens.get(id)) !== undefined &&
        (await administrators.find(user.id)) !== undefined,
    }
  }

  async function authenticate(request: Request): Promise<Authentication> {
    try {
      return await api.authenticate(request, { credentials: ['header'] })
    } catch (error) {
      throw isRefusedError(error)
        ? unauthorized('Present an access token: `Authorization: Bearer TOKEN`.')
        : error
    }
  }
}

function unauthorized(detail: string): Problem {
  return new Problem('invalid_token', detail)
}

/** Refuses a principal without the scope. `dangerous`: a session needs a password that was given lately. */
export function may(
  scope: AdminScope,
  { dangerous = false }: { readonly dangerous?: boolean } = {},
): MiddlewareHandler<ManagementEnv> {
  return async (c, next) => {
    const principal = c.get('principal')
    if (!principal.may(scope)) {
      throw new Problem('insufficient_scope', `This needs the scope ${scope}.`, { scope })
    }
    if (dangerous && !principal.isRecent) {
      throw new Problem('reauthentication_required', 'Give your password again.')
    }
    await next()
  }
}
