import { type DescribedRoute, PROBLEM } from './described-route.js'
import { BODY, CALLER, NO_SUCH_TOKEN, SCOPE } from './refusals.js'
import { withToken } from './security.js'
import { Rename, RenamedToken, Revoked, RevokeAll, RotatedToken, TokenList } from './schemas.js'

const COMMON = {
  tag: 'Access tokens',
  security: withToken(),
  refusalTypes: PROBLEM,
} as const
const POST = { ...COMMON, method: 'post', refusals: { ...CALLER, ...BODY } } as const
const OF_ID = {
  ...POST,
  parameters: { id: 'id of a token, or `current` for the presented token' },
  refusals: { ...POST.refusals, ...SCOPE, ...NO_SUCH_TOKEN },
} as const

/** Users list and end their own tokens. */
export const ACCESS_TOKEN_ROUTES: readonly DescribedRoute[] = [
  {
    ...COMMON,
    method: 'get',
    path: '/token/tokens.json',
    id: 'listTokens',
    summary: 'List tokens',
    description: 'A record for each device. Without `tokens:read` the present device alone.',
    answer: TokenList,
    refusals: CALLER,
  },
  {
    ...OF_ID,
    path: '/token/tokens/{id}/rename.json',
    id: 'renameToken',
    summary: 'Rename a token',
    security: withToken('tokens:write'),
    body: { schema: Rename },
    answer: RenamedToken,
  },
  {
    ...OF_ID,
    path: '/token/tokens/{id}/rotate.json',
    id: 'rotateToken',
    summary: 'Rotate a token',
    description:
      'A new token in place of one. Another token than the presented one needs `tokens:write`.',
    answer: RotatedToken,
    refusals: { ...OF_ID.refusals, 409: 'The token was rotated too often.' },
  },
  {
    ...OF_ID,
    path: '/token/tokens/{id}/revoke.json',
    id: 'revokeToken',
    summary: 'Revoke a token',
    description: 'Ends the device. Another token than the presented one needs `tokens:write`.',
    answer: Revoked,
  },
  {
    ...POST,
    path: '/token/tokens/revoke-all.json',
    id: 'revokeAllTokens',
    summary: 'Revoke all tokens',
    description: 'Ends all devices but the present one; with `current` that too.',
    security: withToken('tokens:write'),
    body: { schema: RevokeAll, isOptional: true },
    answer: Revoked,
    refusals: { ...POST.refusals, ...SCOPE },
  },
  {
    ...POST,
    path: '/token/logout.json',
    id: 'logOut',
    summary: 'Log out',
    description: 'Ends the device of the presented token.',
    answer: Revoked,
  },
]
