import type { Hono } from 'hono'
import type { StoredUser, TokenApi } from 'tokenapi'

import { type Parts, withBody, withHeaders } from './parts.ts'

/** Changes a request that would succeed. `undefined`: no request of this route is like that. */
export type Change = (
  usual: Parts,
  world: { readonly api: TokenApi; readonly user: StoredUser; readonly down: Hono },
) => Promise<Parts | undefined> | Parts | undefined

const FORM = 'application/x-www-form-urlencoded'

/** What may be the case in a request to any route. */
export const SITUATIONS: Readonly<Record<string, Change>> = {
  'all is well': (usual) => usual,
  'no token': (usual) => withHeaders(usual, { authorization: '' }),
  'a wrong token': (usual) => withHeaders(usual, { authorization: `Bearer 1:${'x'.repeat(24)}` }),
  'a malformed header': (usual) => withHeaders(usual, { authorization: 'Basic' }),
  'a token without scopes': async (usual, { api }) => {
    const { token } = await api.accessTokens.issue(1, { scopes: [] })
    return withHeaders(usual, { authorization: `Bearer ${token}` })
  },
  'a classic token': (usual, { api, user }) =>
    withHeaders(usual, { authorization: `Bearer 1:${api.makeToken(user)}` }),
  'a long URL': (usual) => ({ ...usual, path: `${usual.path}?${'x'.repeat(9_000)}` }),
  'no database': (usual, { down }) => ({ ...usual, app: down }),
  'a large form': (usual) => withBody(usual, FORM, 'x'.repeat(200_000)),
  'a compressed form': (usual) =>
    withBody(withHeaders(usual, { 'content-encoding': 'gzip' }), FORM, 'x=1'),
  'a multipart form without a boundary': (usual) => withBody(usual, 'multipart/form-data', 'x'),
  'another type of body': (usual) => withBody(usual, 'text/plain', 'x'),
  'broken JSON': (usual) => withBody(usual, 'application/json', '{'),
}
