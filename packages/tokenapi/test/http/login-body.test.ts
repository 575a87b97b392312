import { describe, expect, it } from 'vitest'

import { tokenRoutes } from '../support/token-routes.ts'

describe('P-14: a password is read only from the body of a POST to the login route', () => {
  const { ask } = tokenRoutes()
  const login = { username: 'maria', password: 'of maria' }
  const query = String(new URLSearchParams(login))
  const basic = { authorization: `Basic ${btoa('maria:of maria')}` }

  it.each([
    ['a form', { form: login }],
    ['JSON', { json: login }],
  ])('%s: 200', async (_what, sent) => {
    expect((await ask('POST', 'new.json', sent)).status).toBe(200)
  })

  it.each<[string, string, string, object, number]>([
    ['the query', 'POST', `new.json?${query}`, {}, 401],
    ['the query, beside an empty form', 'POST', `new.json?${query}`, { form: {} }, 401],
    [
      'half in the query',
      'POST',
      'new.json?password=of+maria',
      { form: { username: 'maria' } },
      401,
    ],
    ['the query of a GET', 'GET', `new.json?${query}`, {}, 405],
    ['Basic', 'POST', 'new.json', { headers: basic }, 401],
    ['fields of the header', 'POST', 'new.json', { headers: login }, 401],
    ['a PUT', 'PUT', 'new.json', { form: login }, 405],
    ['Basic at a list of tokens', 'GET', 'tokens.json', { headers: basic }, 401],
    ['a form at another route', 'POST', 'logout.json', { form: login }, 401],
    ['a form at an introspection', 'POST', 'introspect', { form: { ...login, token: 'x' } }, 401],
  ])('%s: %s %s', async (_what, method, path, sent, status) => {
    const response = await ask(method, path, sent)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toContain('"token"')
  })
})
