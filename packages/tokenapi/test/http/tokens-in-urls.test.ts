import { describe, expect, it } from 'vitest'

import { type TokenApiEvent, jsonResponse } from '../../src/index.ts'
import { delivered } from '../support/delivered.ts'
import { tokenRoutes } from '../support/token-routes.ts'

const DEPRECATED = /^@\d{10}$/
const fields = (response: Response) => [
  response.headers.get('deprecation'),
  response.headers.get('referrer-policy'),
]

describe('H-12: an access token in a URL', () => {
  const heard: TokenApiEvent[] = []
  const { api, ask, issue, loginAs, clock } = tokenRoutes({ onEvent: (event) => heard.push(event) })
  const view = api.tokenRequired(() => jsonResponse({}))
  const at = (query: string, init?: RequestInit) =>
    view(new Request(`http://x/index.json${query}`, init))

  it('is answered with Deprecation and no-referrer, let in or refused', async () => {
    const { token } = await issue('maria')
    for (const query of [
      `?user=1&token=${token}`,
      `?token=secret-token%3A${token}&user=1`,
      `?%74oken=${token.replace('_', '%5F')}&user=1`,
      `?user=2&token=${token}`,
    ]) {
      const response = await at(query)
      expect(response.status).toBe(query.includes('user=2') ? 403 : 200)
      expect(fields(response)).toEqual([expect.stringMatching(DEPRECATED), 'no-referrer'])
    }
    const deprecatedAt = Number(
      (await at(`?user=1&token=${token}`)).headers.get('deprecation')?.slice(1),
    )
    expect(deprecatedAt * 1_000).toBeLessThanOrEqual(clock.now().getTime())
    // Beside a header that counts, it is in the URL all the same.
    const headers = { authorization: `Bearer ${token}` }
    expect(fields(await at(`?token=${token}`, { headers }))[0]).toMatch(DEPRECATED)
    expect(fields(await ask('GET', `${token}/1.json`))[0]).toMatch(DEPRECATED)
    expect(fields(await ask('GET', `${token}/2.json`))[0]).toMatch(DEPRECATED)
    expect(fields(await ask('GET', `tokens.json?user=1&token=${token}`))[0]).toMatch(DEPRECATED)
  })

  it('a token in a header or a form, and a classic token in a URL, are not', async () => {
    const { token } = await issue('maria')
    const classic = loginAs('maria').authorization.replace(/^Bearer 1:/, '')
    const headers = { authorization: `Bearer ${token}` }
    expect(fields(await at('?token=x', { headers }))).toEqual([null, null])
    expect(fields(await at('', { headers }))).toEqual([null, null])
    const body = new URLSearchParams({ user: '1', token })
    expect(fields(await at('', { method: 'POST', body }))).toEqual([null, null])
    expect(fields(await at(`?user=1&token=${classic}`))).toEqual([null, null])
    expect((await ask('GET', `${classic}/1.json`)).headers.get('deprecation')).toBeNull()
  })

  it('a guard that does not read the query says nothing about it', async () => {
    const { token } = await issue('maria')
    const guarded = api.tokenRequired({ credentials: ['header'] }, () => jsonResponse({}))
    const headers = { authorization: `Bearer ${token}` }
    expect(fields(await guarded(new Request(`http://x/?token=${token}`, { headers })))).toEqual([
      null,
      null,
    ])
  })

  it('is masked in events', async () => {
    heard.length = 0
    const { token } = await issue('maria')
    await at(`?user=1&token=${token}`)
    await at(`/${token}?user=1&token=${token}`)
    await ask('GET', `${token}/1.json`)
    await ask('GET', `${token.replace('_', '%5f')}/2.json`)
    await ask('GET', `${token.slice(0, -1)}/1.json`)
    await ask('POST', 'logout.json', { token })
    await delivered()
    expect(heard.length).toBeGreaterThan(4)
    expect(JSON.stringify(heard)).not.toContain(token.slice('acme_'.length, -1))
    const paths = heard.flatMap(({ request }) => (request === undefined ? [] : [request.path]))
    expect(paths).toContainEqual(expect.stringMatching(/^\/token\/\[token:[0-9a-f]{8}\]\/1\.json$/))
  })

  it('the path of a record is not masked: its id is no secret', async () => {
    heard.length = 0
    const { id, token } = await issue('maria')
    await ask('POST', `tokens/${id}/revoke.json`, { token })
    await ask('POST', 'tokens/revoke-all.json', { token })
    await delivered()
    const paths = heard.flatMap(({ request }) => (request === undefined ? [] : [request.path]))
    expect(paths).toContain(`/token/tokens/${id}/revoke.json`)
    expect(paths).toContain('/token/tokens/revoke-all.json')
  })
})
