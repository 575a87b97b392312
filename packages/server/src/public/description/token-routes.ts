import { type DescribedRoute, NEGOTIATED } from './described-route.js'
import { ALWAYS, BODY } from './refusals.js'
import { Done, LoggedIn, Login } from './schemas.js'

/** The routes that every client uses. */
export function tokenRoutes(hasAccessTokens: boolean): readonly DescribedRoute[] {
  return [
    {
      method: 'post',
      path: '/token/new.json',
      id: 'logIn',
      tag: 'Tokens',
      summary: 'Log in',
      description: 'A user name and a password for a token.',
      body: { schema: Login },
      answer: LoggedIn,
      refusalTypes: NEGOTIATED,
      refusals: {
        ...ALWAYS,
        ...BODY,
        400: 'The body is malformed.',
        401: 'The user name or the password is wrong or missing, or the user is not active.',
        ...(hasAccessTokens && { 409: 'The user has as many access tokens as one may have.' }),
        415: 'The body is compressed.',
        429: 'Too many logins failed. Try again after `Retry-After`.',
      },
    },
    {
      method: 'get',
      path: '/token/{token}/{user}.json',
      id: 'verifyToken',
      tag: 'Tokens',
      summary: 'Verify a token',
      description: 'Whether this token is valid for this user now.',
      parameters: { token: 'the token', user: 'id of the user' },
      answer: Done,
      refusalTypes: NEGOTIATED,
      refusals: {
        ...ALWAYS,
        401: 'The token is not valid for this user.',
        404: 'The path does not have the form of a token and a user.',
      },
    },
  ]
}
