/** Scenarios of the routes for one's own access tokens. */
import { type AccessRow, NEW, at, bearer, get, post } from './access-token-rows.js'
import { rawRequest } from './scenario.js'
import { seededToken } from './seeded-tokens.js'

type Headers = Readonly<Record<string, string>>

export function ownTokenRows(classic: Headers): AccessRow[] {
  return [...lists(classic), ...renamings(), ...rotations(), ...endings(classic)]
}

function lists(classic: Headers): AccessRow[] {
  return [
    ['all', 200, get('/token/tokens.json', bearer('bob')), NEW],
    ['HEAD', 200, rawRequest('HEAD', '/token/tokens.json', bearer('bob'))],
    ['itself alone', 200, get('/token/tokens.json', bearer('bob reads reports')), NEW],
    ['all, by a classic token', 200, get('/token/tokens.json', classic), NEW],
    ['no credentials', 401, get('/token/tokens.json')],
    ['a wrong token', 401, get('/token/tokens.json', bearer('bob, expired'))],
    ['another method', 405, post('/token/tokens.json', bearer('bob'))],
    ['DELETE', 405, rawRequest('DELETE', '/token/tokens.json', bearer('bob'))],
    [
      'in the query, which is deprecated',
      200,
      get(`/token/tokens.json?user=2&token=${seededToken('bob')}`),
      NEW,
    ],
  ]
}

function renamings(): AccessRow[] {
  const path = at('to rename', 'rename')
  const alice = bearer('alice')
  return [
    ['rename', 200, post(path, alice, { name: 'Télefon 📱' }), NEW],
    ['rename, in a form', 200, post(at('to rename by a form', 'rename'), alice, 'name=phone'), NEW],
    ['rename: no name', 400, post(path, alice, {})],
    ['rename: a number', 400, post(path, alice, { name: 1 })],
    ['rename: control characters', 400, post(path, alice, { name: 'a\u0007' })],
    ['rename: marks of direction', 400, post(path, alice, { name: 'a\u202eb' })],
    ['rename: a list', 400, post(path, alice, ['name'])],
    [
      'rename: text',
      415,
      rawRequest('POST', path, { 'Content-Type': 'text/plain', ...alice }, 'x'),
    ],
    ['rename: a token of another user', 404, post(at('bob', 'rename'), alice, { name: 'x' })],
    ['rename: no token', 404, post('/token/tokens/%00/rename.json', alice, { name: 'x' })],
    ['rename: without the scope', 403, post(path, bearer('alice reads reports'), { name: 'x' })],
    ['rename: GET', 405, get(path, alice)],
    ['rename: no credentials', 401, post(path, {}, { name: 'x' })],
  ]
}

function rotations(): AccessRow[] {
  const alice = bearer('alice')
  return [
    ['rotate', 200, post(at('to rotate', 'rotate'), bearer('to rotate'), {}), NEW],
    [
      'rotate the current one',
      200,
      post(at('current', 'rotate'), bearer('to rotate as the current one')),
      NEW,
    ],
    [
      'rotate another',
      200,
      post(at('to rotate by another', 'rotate'), bearer('alice writes tokens')),
      NEW,
    ],
    ['rotate: more scope', 403, post(at('alice', 'rotate'), bearer('alice writes tokens'))],
    ['rotate: without the scope', 403, post(at('alice', 'rotate'), bearer('alice reads reports'))],
    ['rotate: a token of another user', 404, post(at('bob', 'rotate'), alice)],
  ]
}

function endings(classic: Headers): AccessRow[] {
  const alice = bearer('alice')
  const form = `user=1&token=${seededToken('to log out by a form')}`
  return [
    ['revoke', 200, post(at('to revoke', 'revoke'), alice)],
    ['revoke itself', 200, post(at('current', 'revoke'), bearer('to revoke itself'))],
    ['revoke: a token of another user', 404, post(at('bob', 'revoke'), alice)],
    ['revoke: without the scope', 403, post(at('alice', 'revoke'), bearer('alice reads reports'))],
    ['log out', 200, post('/token/logout.json', bearer('to log out'))],
    ['log out, credentials in a form', 200, post('/token/logout.json', {}, form)],
    ['log out with a classic token', 400, post('/token/logout.json', classic)],
    ['all but the current one', 200, post('/token/tokens/revoke-all.json', bearer('frida'), {})],
    ['all', 200, post('/token/tokens/revoke-all.json', bearer('dave'), { current: true })],
    ['all: JSON as a form', 400, post('/token/tokens/revoke-all.json', alice, '{"current": true}')],
    [
      'all: a text for true',
      400,
      post('/token/tokens/revoke-all.json', alice, { current: 'true' }),
    ],
    [
      'all: without the scope',
      403,
      post('/token/tokens/revoke-all.json', bearer('alice reads reports')),
    ],
    [
      'all: a classic token cannot end',
      400,
      post('/token/tokens/revoke-all.json', classic, { current: true }),
    ],
  ]
}
