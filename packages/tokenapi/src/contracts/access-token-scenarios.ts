/** Scenarios of access tokens: how they are presented, scopes, logins, RFC 7662 and RFC 7009. */
import { type AccessRow, NEW, bearer, get, post, rowsOf } from './access-token-rows.js'
import { ownTokenRows } from './own-token-scenarios.js'
import type { BadInputs } from './recording.js'
import { type Scenario, rawRequest } from './scenario.js'
import { seededToken } from './seeded-tokens.js'

export function accessTokenScenarios({ fixture }: BadInputs): Scenario[] {
  const classic = { Authorization: `Bearer 2:${fixture.validTokens['2']}` }
  return [
    ...rowsOf('access', 'access tokens at a guard', [
      ...presented(),
      ['a classic token beside them', 200, get('/whoami.json', classic)],
      ...scopes(classic),
    ]),
    ...rowsOf('access', 'access tokens: login', login()),
    ...rowsOf('access', 'access tokens: one and all', ownTokenRows(classic)),
    ...rowsOf('access', 'access tokens: RFC 7662 and RFC 7009', [
      ...introspections(),
      ...revocations(fixture.validTokens['1'] as string),
    ]),
    ...rowsOf('fixture', 'access tokens: off', [
      ...['tokens.json', 'logout.json', 'introspect', 'revoke', 'tokens/revoke-all.json'].map(
        (path): AccessRow => [path, 404, post(`/token/${path}`, classic)],
      ),
      ['a token alone', 401, get('/whoami.json', bearer('bob'))],
      ['at the verify address', 404, get(`/token/${seededToken('bob')}/2.json`)],
    ]),
    ...rowsOf('outage', 'access tokens: outages', [
      ['at a guard', 503, get('/whoami.json', bearer('bob'))],
      ['at a list', 503, get('/token/tokens.json', bearer('bob'))],
      ['at a revocation', 503, post('/token/revoke', bearer('bob'), 'token=x')],
      ['at an introspection', 503, post('/token/introspect', bearer('bob'), 'token=x')],
      ['no credentials are still a 401', 401, post('/token/revoke', {}, 'token=x')],
    ]),
  ]
}

function presented(): AccessRow[] {
  const token = seededToken('bob')
  const basic = Buffer.from(`2:${token}`).toString('base64')
  return [
    ['alone', 200, get('/whoami.json', bearer('bob'))],
    ['as a URI', 200, get('/whoami.json', { Authorization: `Bearer secret-token:${token}` })],
    ['with its user', 200, get('/whoami.json', { Authorization: `Bearer 2:${token}` })],
    ['with another user', 403, get('/whoami.json', { Authorization: `Bearer 1:${token}` })],
    ['as Basic', 200, get('/whoami.json', { Authorization: `Basic ${basic}` })],
    ['in the query, which is deprecated', 200, get(`/whoami.json?user=2&token=${token}`)],
    ['in the query, wrong', 403, get(`/whoami.json?user=1&token=${token}`)],
    ['in a form', 200, post('/whoami.json', {}, `user=2&token=${token}`)],
    ['in the query without its user', 401, get(`/whoami.json?token=${token}`)],
    ['in a body that is read by the handler', 200, post('/json.json', bearer('bob'), { note: 1 })],
    ['mistyped', 403, get('/whoami.json', { Authorization: `Bearer ${token.slice(0, -1)}_` })],
    ['expired', 403, get('/whoami.json', bearer('bob, expired'))],
    ['revoked', 403, get('/whoami.json', bearer('bob, revoked'))],
    ['of an inactive user', 403, get('/whoami.json', bearer('carol, who is inactive'))],
    ['at an optional guard', 200, get('/optional.json', bearer('bob'))],
    ['wrong at an optional guard', 403, get('/optional.json', { Authorization: 'Bearer x' })],
    ['at `authenticate`', 200, get('/ask.json', bearer('bob'))],
    ['at the verify address', 200, get(`/token/${token}/2.json`)],
    ['at the verify address, escaped', 200, get(`/token/${token.replace('_', '%5F')}/2.json`)],
    ['at the verify address of another user', 401, get(`/token/${token}/1.json`)],
  ]
}

function scopes(classic: Record<string, string>): AccessRow[] {
  return [
    ['a scope', 200, get('/reports.json', bearer('bob writes reports'))],
    ['every scope', 200, get('/reports.json', bearer('bob'))],
    ['a missing scope', 403, get('/reports.json', bearer('bob reads reports'))],
    [
      'a missing scope, HEAD',
      403,
      rawRequest('HEAD', '/reports.json', bearer('bob reads reports')),
    ],
    ['a classic token has every scope', 200, get('/reports.json', classic)],
    ['no credentials', 401, get('/reports.json')],
    ['optional, no credentials', 200, get('/optional-reports.json')],
    ['optional, a missing scope', 403, get('/optional-reports.json', bearer('bob reads reports'))],
  ]
}

function login(): AccessRow[] {
  const alice = { username: 'alice', password: 'correct horse battery staple' }
  const path = '/token/new.json'
  return [
    ['a name', 200, post(path, {}, { ...alice, name: 'phone' }), NEW],
    ['a name in a form', 200, post(path, {}, `${new URLSearchParams(alice)}&name=phone`), NEW],
    ['an empty name in a form', 200, post(path, {}, `${new URLSearchParams(alice)}&name=`), NEW],
    ['a name with a line break', 400, post(path, {}, { ...alice, name: 'a\nb' })],
    ['a name that is a number', 400, post(path, {}, { ...alice, name: 1 })],
    ['a password in the query', 401, post(`${path}?${new URLSearchParams(alice)}`, {})],
  ]
}

function introspections(): AccessRow[] {
  const ask = (of: string, by: string = 'bob reads reports'): Scenario['request'] =>
    post('/token/introspect', bearer(by), `token=${of}&token_type_hint=access_token`)
  return [
    ['introspect', 200, ask(seededToken('bob'))],
    [
      'introspect, JSON',
      200,
      post('/token/introspect', bearer('bob'), { token: seededToken('bob') }),
    ],
    ['introspect: unknown', 200, ask('x')],
    ['introspect: expired', 200, ask(seededToken('bob, expired'))],
    ['introspect: revoked', 200, ask(seededToken('bob, revoked'))],
    ['introspect: of another user', 200, ask(seededToken('alice'), 'bob')],
    [
      'introspect: of another user, with the scope',
      200,
      ask(seededToken('alice'), 'bob introspects'),
    ],
    ['introspect: no token', 400, post('/token/introspect', bearer('bob'), 'tokens=x')],
    [
      'introspect: no credentials',
      401,
      post('/token/introspect', {}, `user=2&token=${seededToken('bob')}`),
    ],
    ['introspect: wrong credentials', 401, ask('x', 'bob, expired')],
    ['introspect: GET', 405, get('/token/introspect', bearer('bob'))],
  ]
}

function revocations(classic: string): AccessRow[] {
  const end = (text: string): Scenario['request'] =>
    post('/token/revoke', bearer('alice'), `token=${text}`)
  return [
    ['revoke', 200, end(seededToken('to revoke by its text'))],
    ['revoke: unknown', 200, end('x')],
    ['revoke: of another user', 200, end(seededToken('bob'))],
    ['revoke: a classic token', 400, end(classic)],
    ['revoke: no token', 400, post('/token/revoke', bearer('alice'))],
    ['revoke: no credentials', 401, post('/token/revoke', {}, 'token=x')],
    ['revoke: PUT', 405, rawRequest('PUT', '/token/revoke', bearer('alice'))],
  ]
}
