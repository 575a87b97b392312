import { describe, expect, it } from 'vitest'

import { ConfigError, jsonResponse } from '../../src/index.ts'
import { tokenRoutes } from '../support/token-routes.ts'

const { api, issue, loginAs } = tokenRoutes()
const at = (view: (request: Request) => Promise<Response>, authorization?: string) =>
  view(new Request('http://x/', authorization === undefined ? {} : { headers: { authorization } }))
const guardWith = (options: object) => api.tokenRequired(options, () => jsonResponse({}))

describe('S-08: scopes are denied by default, and checked for each request', () => {
  it('a token that one guard has let in is refused by another', async () => {
    const { token } = await issue('maria', ['a'])
    const [a, b] = [guardWith({ scopes: ['a'] }), guardWith({ scopes: ['b'] })]
    for (let times = 0; times < 3; times++) {
      expect((await at(a, `Bearer ${token}`)).status).toBe(200)
      const refused = await at(b, `Bearer ${token}`)
      expect(refused.status).toBe(403)
      expect(refused.headers.get('www-authenticate')).toBe(
        'Bearer realm="api", error="insufficient_scope", scope="b"',
      )
      expect(await refused.json()).toEqual({
        success: false,
        errors: 'The token does not have the scope for this.',
      })
    }
  })

  it.each<[what: string, scopes: string[], needed: string[], status: number]>([
    ['no scope', [], ['a'], 403],
    ['one of two', ['a'], ['a', 'b'], 403],
    ['both', ['b', 'a'], ['a', 'b'], 200],
    ['every scope', ['*'], ['a', 'b'], 200],
    ['the beginning of a scope', ['reports'], ['reports:write'], 403],
    ['a scope that goes on', ['reports:write'], ['reports'], 403],
    ['another case', ['A'], ['a'], 403],
    ['no scope is needed', [], [], 200],
    ['every scope is needed', ['a'], ['*'], 403],
  ])('%s', async (_what, scopes, needed, status) => {
    const { token } = await issue('maria', scopes)
    expect((await at(guardWith({ scopes: needed }), `Bearer ${token}`)).status).toBe(status)
  })

  it('all needed scopes are in the challenge, and in problem details', async () => {
    const { token } = await issue('maria', ['c'])
    const refused = await at(guardWith({ scopes: ['a', 'b'] }), `Bearer ${token}`)
    expect(refused.headers.get('www-authenticate')).toContain('scope="a b"')
    const problem = await guardWith({ scopes: ['a', 'b'] })(
      new Request('http://x/', {
        headers: { authorization: `Bearer ${token}`, accept: 'application/problem+json' },
      }),
    )
    expect(await problem.json()).toEqual({
      code: 'insufficient_scope',
      title: 'The token does not have the scope for this.',
      status: 403,
      scope: 'a b',
    })
  })

  it('a classic token has every scope', async () => {
    const { authorization } = loginAs('maria')
    expect((await at(guardWith({ scopes: ['a'] }), authorization)).status).toBe(200)
  })

  it('an optional guard passes requests without credentials, and no token that lacks a scope', async () => {
    const guarded = guardWith({ scopes: ['a'], optional: true })
    expect((await at(guarded)).status).toBe(200)
    expect((await at(guarded, `Bearer ${(await issue('maria', [])).token}`)).status).toBe(403)
  })

  it('`authenticate` checks them too', async () => {
    const { token } = await issue('maria', ['a'])
    const request = () =>
      new Request('http://x/', { headers: { authorization: `Bearer ${token}` } })
    await expect(api.authenticate(request(), { scopes: ['a'] })).resolves.toMatchObject({
      token: { kind: 'access', scopes: ['a'] },
    })
    await expect(api.authenticate(request(), { scopes: ['b'] })).rejects.toMatchObject({
      code: 'insufficient_scope',
      status: 403,
      scope: 'b',
    })
  })

  it('a guard without `scopes` needs the default ones; an empty list needs none', async () => {
    const routes = tokenRoutes({ accessTokens: { defaultScopes: ['app'] } })
    const view = (options: object) => routes.api.tokenRequired(options, () => jsonResponse({}))
    const bearer = `Bearer ${(await routes.issue('maria', ['other'])).token}`
    expect((await at(view({}), bearer)).status).toBe(403)
    expect((await at(view({ scopes: ['other'] }), bearer)).status).toBe(200)
    expect((await at(view({ scopes: [] }), bearer)).status).toBe(200)
    // The routes for one's own tokens have rules of their own.
    const { token } = await routes.issue('maria', [])
    expect((await routes.ask('GET', 'tokens.json', { token })).status).toBe(200)
  })

  it.each([[['a b']], [['']], [['"']], ['a'], [[1]], [['ä']]])('%j are no scopes', (scopes) => {
    expect(() => guardWith({ scopes })).toThrow(ConfigError)
    expect(() => guardWith({ scopes })).toThrow('scopes')
  })
})

describe('explain decides scopes as the guard does', () => {
  it('a token without the scope is refused, with the scopes that it has and that are needed', async () => {
    const { token } = await issue('maria', ['reports:read'])
    const request = new Request('http://x/', { headers: { authorization: `Bearer ${token}` } })
    for (const given of [{ token }, request]) {
      const refused = await api.explain(given, { scopes: ['reports:write'] })
      expect(refused).toMatchObject({ accepted: false, code: 'insufficient_scope' })
      expect(refused.steps.at(-1)).toMatchObject({
        step: 'scopes',
        found: 'the token has reports:read; needed: reports:write',
      })
      expect(await api.explain(given, { scopes: ['reports:read'] })).toMatchObject({
        accepted: true,
      })
      expect(await api.explain(given)).toMatchObject({ accepted: true })
    }
  })
})
