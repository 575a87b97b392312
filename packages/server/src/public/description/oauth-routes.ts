import { type DescribedRoute, OAUTH } from './described-route.js'
import { BODY, CALLER } from './refusals.js'
import { withToken } from './security.js'
import { Done, Introspection, TokenParameter } from './schemas.js'

const COMMON = {
  method: 'post',
  tag: 'OAuth',
  security: withToken(),
  body: { schema: TokenParameter },
  refusalTypes: OAUTH,
  refusals: { ...CALLER, ...BODY },
} as const

/** Introspection and revocation by the text of a token. */
export const OAUTH_ROUTES: readonly DescribedRoute[] = [
  {
    ...COMMON,
    path: '/token/introspect',
    id: 'introspectToken',
    summary: 'Introspect a token',
    description:
      'RFC 7662. Tokens of other users are active only for a caller with the scope `tokens:introspect`. The caller authenticates in the header.',
    answer: Introspection,
  },
  {
    ...COMMON,
    path: '/token/revoke',
    id: 'revokePresentedToken',
    summary: 'Revoke a token by its text',
    description:
      'RFC 7009. An unknown token, or one of another user, is a success without effect. The caller authenticates in the header.',
    answer: Done,
  },
]
