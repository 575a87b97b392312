import { describe, expect, it } from 'vitest'

import type { WireRotated, WireTokens } from '../../src/wire.ts'
import { tokenRoutes } from '../support/token-routes.ts'

/** The members that the tests name; each answer has some of them. */
type Answer = WireRotated & WireTokens & Record<string, unknown>

const answerOf = async (response: Response): Promise<Answer> => {
  expect(response.headers.get('content-type')).toBe('application/json')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('vary')).toBe('Authorization')
  return (await response.json()) as Answer
}

describe('S-05: a login makes a new secret, and clients choose nothing of it', () => {
  const { api, ask, user } = tokenRoutes()
  const login = { username: 'maria', password: 'of maria' }
  const chosen = {
    token: `acme_${'0'.repeat(49)}`,
    id: '0'.repeat(22),
    key: 'k',
    hash: 'h',
    digest: 'd'.repeat(64),
    user: '2',
    userId: '2',
    scopes: '["tokens:introspect"]',
    expiresAt: '2999-01-01T00:00:00Z',
    boundTo: 'b',
    audience: 'other',
  }
  it.each<[string, object]>([
    ['JSON', { json: { ...login, ...chosen } }],
    ['a form', { form: { ...login, ...chosen } }],
  ])('%s', async (_what, sent) => {
    const answers = await Promise.all([1, 2].map(() => ask('POST', 'new.json', sent)))
    const [first, second] = await Promise.all(answers.map(answerOf))
    expect(first).toEqual({
      token: expect.stringMatching(/^acme_[0-9A-Za-z]{49}$/),
      user: 1,
      success: true,
    })
    expect(second?.token).not.toBe(first?.token)
    const { authentication } = await api
      .verify({ token: first?.token ?? '' })
      .then((verified) => ({ authentication: verified }))
    expect(authentication).toMatchObject({
      user: { id: 1 },
      token: { kind: 'access', scopes: ['*'] },
    })
    const inForce = await api.accessTokens.list(1)
    for (const { id, audience, expiresAt } of inForce) {
      expect(id).not.toBe(chosen.id)
      expect(audience).toBeUndefined()
      expect(expiresAt.getUTCFullYear()).toBe(2026)
    }
  })
  it('a rotation and a renaming change nothing else', async () => {
    const { token } = await answerOf(await ask('POST', 'new.json', { json: login }))
    const rotated = await answerOf(
      await ask('POST', 'tokens/current/rotate.json', { token, json: chosen }),
    )
    expect(rotated.id).not.toBe(chosen.id)
    expect(rotated.token).not.toBe(chosen.token)
    expect(rotated).toMatchObject({ userId: 1, scopes: ['*'], audience: null, current: true })
    const renamed = await answerOf(
      await ask('POST', `tokens/${rotated.id}/rename.json`, {
        token: rotated.token,
        json: { ...chosen, name: 'mine' },
      }),
    )
    const { token: _token, ...record } = rotated
    const used = { lastUsedAt: expect.any(String), lastUserAgent: null }
    expect(renamed).toEqual({ ...record, ...used, name: 'mine' })
    expect((await user('maria')).id).toBe(1)
  })
})

describe('the name of a device', () => {
  const { api, ask } = tokenRoutes()
  const login = { username: 'maria', password: 'of maria' }
  const nameAfter = async (sent: object): Promise<string | undefined> => {
    await answerOf(await ask('POST', 'new.json', sent))
    return (await api.accessTokens.list(1)).at(-1)?.name
  }
  it.each<[string, object, string]>([
    ['JSON', { json: { ...login, name: 'phone' } }, 'phone'],
    ['a form', { form: { ...login, name: 'Télefon 📱' } }, 'Télefon 📱'],
    ['a hundred characters', { json: { ...login, name: 'x'.repeat(100) } }, 'x'.repeat(100)],
    ['the user agent', { json: login, headers: { 'user-agent': 'curl/8' } }, 'curl/8'],
    [
      'an empty field of a form: the user agent',
      { form: { ...login, name: '' }, headers: { 'user-agent': 'curl/8' } },
      'curl/8',
    ],
    [
      'a long user agent',
      { json: login, headers: { 'user-agent': 'y'.repeat(5_000) } },
      'y'.repeat(100),
    ],
    ['nothing', { json: login }, ''],
  ])('%s', async (_what, sent, name) => expect(await nameAfter(sent)).toBe(name))

  const bad: [string, unknown][] = [
    ['a line break', 'a\nb'],
    ['an escape sequence', '\u001b[31mred'],
    ['a mark of direction', 'a\u202eb'],
    ['an isolate', '\u2066a'],
    ['a line separator', 'a\u2028b'],
    ['a lone surrogate', 'a\ud800'],
    ['a NUL', 'a\0'],
    ['101 characters', 'x'.repeat(101)],
    ['blanks', '   '],
    ['a number', 1],
    ['null', null],
    ['a list', ['a']],
    ['an object', { toString: 'a' }],
    ['true', true],
  ]
  it.each(bad)('%s is a 400', async (_what, name) => {
    const { token } = await answerOf(await ask('POST', 'new.json', { json: login }))
    for (const [path, sent] of [
      ['new.json', { json: { ...login, name } }],
      ['tokens/current/rename.json', { token, json: { name } }],
    ] as const) {
      const refused = await ask('POST', path, sent)
      expect(refused.status).toBe(400)
      expect(await refused.text()).toContain('`name` must be')
    }
  })
  it('a megabyte is a 413, for a name and for a user name', async () => {
    const long = 'x'.repeat(1_000_000)
    const { token } = await answerOf(await ask('POST', 'new.json', { json: login }))
    for (const [path, sent] of [
      ['new.json', { json: { ...login, name: long } }],
      ['new.json', { form: { ...login, username: long } }],
      ['tokens/current/rename.json', { token, json: { name: long } }],
    ] as const) {
      expect((await ask('POST', path, sent)).status).toBe(413)
    }
  })
  it('without access tokens the field is ignored', async () => {
    const off = tokenRoutes({ accessTokens: undefined })
    const sent = { json: { ...login, name: 1 } }
    expect((await off.ask('POST', 'new.json', sent)).status).toBe(200)
  })
})

describe('S-06: users list and end their own tokens', () => {
  it('the list has how each token begins, names and times, and no secret', async () => {
    const { api, ask, issue, clock } = tokenRoutes()
    const [first, second] = [await issue('maria'), await issue('maria', ['a'])]
    await issue('zoe')
    const text = await (await ask('GET', 'tokens.json', { token: second.token })).clone().text()
    expect(text).not.toContain(second.token)
    expect(text).not.toMatch(/digest|boundTo|family|[0-9a-f]{64}/)
    // Of 43 random characters 4 are shown: the others have 232 bits.
    expect(text.match(/acme_\w+/g)).toEqual([second.token.slice(0, 'acme_'.length + 4)])
    expect(text).not.toContain(second.token.slice(-6))
    // A token without "tokens:read" sees itself alone.
    expect(JSON.parse(text).tokens.map(({ id }: { id: string }) => id)).toEqual([second.id])
    const { tokens } = await answerOf(await ask('GET', 'tokens.json', { token: first.token }))
    expect(tokens).toMatchObject([
      {
        id: first.id,
        start: first.token.slice(0, 9),
        userId: 1,
        name: 'maria',
        scopes: ['*'],
        audience: null,
        createdAt: '2026-01-01T12:00:00Z',
        expiresAt: '2026-01-31T12:00:00Z',
        current: true,
      },
      { id: second.id, scopes: ['a'], current: false },
    ])
    expect(Object.keys(tokens[0] ?? {})).toEqual([
      'id',
      'start',
      'userId',
      'name',
      'scopes',
      'audience',
      'createdAt',
      'expiresAt',
      'lastUsedAt',
      'lastAddress',
      'lastUserAgent',
      'current',
    ])
    expect(clock.now().getTime()).toBeGreaterThan(0)
    await api.close()
  })

  it('one, all but the current one, and the current one', async () => {
    const { ask, issue, isLetIn } = tokenRoutes()
    const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(() => issue('maria')))
    const other = await issue('zoe')
    const end = (path: string, token: string, sent = {}) =>
      ask('POST', path, { token, json: sent }).then(answerOf)
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error()
    expect(await end(`tokens/${b.id}/revoke.json`, a.token)).toEqual({ revoked: 1, success: true })
    expect(await isLetIn(b.token)).toBe(false)
    expect(await end('tokens/revoke-all.json', a.token)).toEqual({ revoked: 2, success: true })
    expect(await Promise.all([a, b, c, d].map(({ token }) => isLetIn(token)))).toEqual([
      true,
      false,
      false,
      false,
    ])
    expect(await end('tokens/revoke-all.json', a.token, { current: true })).toEqual({
      revoked: 1,
      success: true,
    })
    expect(await isLetIn(a.token)).toBe(false)
    expect(await end('logout.json', other.token)).toEqual({ revoked: 1, success: true })
    expect(await isLetIn(other.token)).toBe(false)
    expect((await ask('POST', 'logout.json', { token: other.token })).status).toBe(401)
  })

  it('the id of another user’s token, of an ended one and of no token have one answer', async () => {
    const { ask, issue } = tokenRoutes()
    const [mine, ended, other] = [await issue('maria'), await issue('maria'), await issue('zoe')]
    await ask('POST', `tokens/${ended.id}/revoke.json`, { token: mine.token })
    for (const action of ['rename', 'rotate', 'revoke']) {
      const answers = await Promise.all(
        [ended.id, other.id, 'x', '0'.repeat(22), '%00', 'a%20b', '__proto__'].map(async (id) => {
          const path = `tokens/${id}/${action}.json`
          const response = await ask('POST', path, { token: mine.token, json: { name: 'x' } })
          return `${response.status} ${JSON.stringify([...response.headers])} ${await response.text()}`
        }),
      )
      expect(new Set(answers).size).toBe(1)
      expect(answers[0]).toMatch(/^404 .*"not_found"/)
    }
  })

  it('a token may see, rotate and end itself; others need a scope, whether they exist or not', async () => {
    const { ask, issue, isLetIn } = tokenRoutes()
    const [narrow, other] = [await issue('maria', ['a']), await issue('maria', ['a'])]
    const refused = async (path: string): Promise<void> => {
      const response = await ask('POST', path, { token: narrow.token, json: { name: 'x' } })
      expect(response.status).toBe(403)
      expect(response.headers.get('www-authenticate')).toBe(
        'Bearer realm="api", error="insufficient_scope", scope="tokens:write"',
      )
    }
    for (const action of ['rename', 'rotate', 'revoke']) {
      await refused(`tokens/${other.id}/${action}.json`)
      await refused(`tokens/${'0'.repeat(22)}/${action}.json`)
    }
    await refused('tokens/revoke-all.json')
    await refused('tokens/current/rename.json')
    const rotated = await answerOf(
      await ask('POST', `tokens/${narrow.id}/rotate.json`, { token: narrow.token }),
    )
    expect(rotated.scopes).toEqual(['a'])
    expect(await isLetIn(rotated.token)).toBe(true)
    await answerOf(await ask('POST', 'tokens/current/revoke.json', { token: rotated.token }))
    expect(await isLetIn(rotated.token)).toBe(false)
    expect(await isLetIn(other.token)).toBe(true)
  })

  it('"tokens:read" lists, and "tokens:write" ends', async () => {
    const { ask, issue } = tokenRoutes()
    const [reads, writes] = [
      await issue('maria', ['tokens:read']),
      await issue('maria', ['tokens:write']),
    ]
    const seen = async (token: string): Promise<number> =>
      (await answerOf(await ask('GET', 'tokens.json', { token }))).tokens.length
    expect(await seen(reads.token)).toBe(2)
    expect(await seen(writes.token)).toBe(1)
    expect(
      (await ask('POST', `tokens/${writes.id}/revoke.json`, { token: reads.token })).status,
    ).toBe(403)
    expect(
      (await ask('POST', `tokens/${reads.id}/revoke.json`, { token: writes.token })).status,
    ).toBe(200)
  })

  it('a classic token lists and ends access tokens, and has no record itself', async () => {
    const { ask, issue, loginAs, isLetIn } = tokenRoutes()
    const { token } = await issue('maria')
    const { authorization } = loginAs('maria')
    const headers = { authorization }
    const { tokens } = await answerOf(await ask('GET', 'tokens.json', { headers }))
    expect(tokens).toMatchObject([{ current: false }])
    for (const path of [
      'logout.json',
      'tokens/current/revoke.json',
      'tokens/current/rotate.json',
    ]) {
      const response = await ask('POST', path, { headers })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'unsupported_token_type' })
    }
    const all = { headers, json: { current: true } }
    expect((await ask('POST', 'tokens/revoke-all.json', all)).status).toBe(400)
    expect(await isLetIn(token)).toBe(true)
    expect(await answerOf(await ask('POST', 'tokens/revoke-all.json', { headers }))).toMatchObject({
      revoked: 1,
    })
  })

  it('with credentials in a form, beside the fields of the route', async () => {
    const { ask, issue, api } = tokenRoutes()
    const { id, token } = await issue('maria')
    const form = { user: '1', token, name: 'by form' }
    await answerOf(await ask('POST', `tokens/${id}/rename.json`, { form }))
    expect((await api.accessTokens.get(id))?.name).toBe('by form')
    const wrong = { form: { ...form, user: '2' } }
    expect((await ask('POST', `tokens/${id}/rename.json`, wrong)).status).toBe(401)
  })

  it.each([
    ['current: a text', { current: 'true' }],
    ['current: 1', { current: 1 }],
    ['current: null', { current: null }],
    ['a list', [true]],
    ['a text', 'true'],
  ])('revoke-all with %s is a 400 and ends nothing', async (_what, sent) => {
    const { ask, issue, isLetIn } = tokenRoutes()
    const [mine, other] = [await issue('maria'), await issue('maria')]
    const response = await ask('POST', 'tokens/revoke-all.json', { token: mine.token, json: sent })
    expect(response.status).toBe(400)
    expect(await isLetIn(other.token)).toBe(true)
  })

  it('JSON that is sent as a form is a 400, and ends nothing', async () => {
    const { api, issue, isLetIn } = tokenRoutes()
    const [mine, other] = [await issue('maria'), await issue('maria')]
    // As `curl -d '{"current": true}'` does.
    const request = new Request('http://x/token/tokens/revoke-all.json', {
      method: 'POST',
      headers: {
        'authorization': `Bearer ${mine.token}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: '{"current": true}',
    })
    const response = await api.handle(request)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Content-Type: application/json')
    expect(await isLetIn(other.token)).toBe(true)
  })

  it('a body of another type is a 415 where it would be read, and an empty one is no body', async () => {
    const { ask, issue } = tokenRoutes()
    const { token } = await issue('maria')
    const sent = (type: string, json: unknown) => ({
      token,
      json,
      headers: { 'content-type': type },
    })
    expect((await ask('POST', 'tokens/revoke-all.json', sent('text/plain', {}))).status).toBe(415)
    const empty = { token, headers: { 'content-type': 'application/json' } }
    expect((await ask('POST', 'tokens/revoke-all.json', empty)).status).toBe(200)
  })
})
