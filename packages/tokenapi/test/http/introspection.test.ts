import { describe, expect, it } from 'vitest'

import { type UserStore, UnavailableError, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { askOf, tokenRoutes } from '../support/token-routes.ts'

/** Status, fields and text: what a caller can tell apart. */
async function whole(response: Response): Promise<string> {
  return `${response.status}\n${[...response.headers].join('\n')}\n${await response.text()}`
}

describe('S-10: RFC 7662 — introspection needs its own credential', () => {
  it.each<[string, { token?: string; form?: Record<string, string> }]>([
    ['none', {}],
    ['the token in question alone', { form: { user: '1' } }],
    ['a wrong token', { token: `acme_${'x'.repeat(49)}` }],
  ])('%s: 401', async (_what, { token, form }) => {
    const { ask, issue } = tokenRoutes()
    const { token: inQuestion } = await issue('maria')
    const response = await ask('POST', 'introspect', {
      token,
      form: { ...form, token: inQuestion },
    })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm="api"/)
    expect(await response.json()).toMatchObject({
      error: token ? 'invalid_token' : 'invalid_client',
    })
  })

  it('anything that is not active has one answer, byte for byte', async () => {
    const { ask, issue, api, clock, loginAs, user } = tokenRoutes()
    const [caller, revoked, expired, other, narrow] = [
      await issue('maria', ['a']),
      await issue('maria'),
      await issue('maria'),
      await issue('zoe'),
      await issue('maria', []),
    ]
    const brief = await api.accessTokens.issue((await user('maria')).id, {
      expiresAt: new Date(clock.now().getTime() + 1_000),
    })
    await api.accessTokens.revoke(revoked.id)
    clock.advance({ seconds: 2 })
    const classic = loginAs('maria').authorization.replace(/^Bearer 1:/, '')
    const texts = [
      'x',
      ' ',
      `acme_${'0'.repeat(49)}`,
      `${narrow.token}x`,
      narrow.token.toUpperCase(),
      narrow.token.replace('acme', 'other'),
      revoked.token,
      brief.token,
      other.token,
      classic,
      '1:x',
      `1:${narrow.token}`,
      '\0',
      'x'.repeat(10_000),
    ]
    const answers = await Promise.all(
      texts.map(async (token) =>
        whole(await ask('POST', 'introspect', { token: caller.token, form: { token } })),
      ),
    )
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/^200\n[^]*\n\{"active":false\}$/)
    expect(expired.token).not.toBe('')
  })

  it('an active one of the caller has the members of the RFC', async () => {
    const { ask, issue, clock } = tokenRoutes()
    const [caller, asked] = [await issue('maria', []), await issue('maria', ['a', 'b'])]
    const seconds = clock.now().getTime() / 1_000
    for (const token of [asked.token, `secret-token:${asked.token}`]) {
      const response = await ask('POST', 'introspect', {
        token: caller.token,
        form: { token, token_type_hint: 'refresh_token' },
      })
      expect(response.headers.get('content-type')).toBe('application/json')
      expect(response.headers.get('cache-control')).toBe('no-store')
      expect(await response.json()).toEqual({
        active: true,
        scope: 'a b',
        username: 'maria',
        sub: '1',
        token_type: 'Bearer',
        iat: seconds,
        exp: seconds + 30 * 86_400,
        jti: asked.id,
      })
    }
  })

  it('of other users only by a scope that was given for it', async () => {
    const { ask, issue } = tokenRoutes()
    const asked = await issue('zoe')
    for (const [scopes, active] of [
      [['*'], false],
      [['tokens:read', 'tokens:write'], false],
      [['tokens:introspect'], true],
      [['*', 'tokens:introspect'], true],
    ] as const) {
      const { token } = await issue('maria', scopes)
      const response = await ask('POST', 'introspect', { token, form: { token: asked.token } })
      expect(await response.json()).toMatchObject({ active })
    }
  })

  it.each([
    [{ json: {} }],
    [{ json: { token: 1 } }],
    [{ json: { token: null } }],
    [{ form: { token: '' } }],
  ])('%j is a 400', async (sent) => {
    const { ask, issue } = tokenRoutes()
    const { token } = await issue('maria')
    for (const path of ['introspect', 'revoke']) {
      const response = await ask('POST', path, { token, ...sent })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: 'invalid_request' })
    }
  })
})

describe('S-11: RFC 7009 — revocation', () => {
  const end = async (
    routes: Pick<ReturnType<typeof tokenRoutes>, 'ask'>,
    by: string,
    token: string,
  ) => routes.ask('POST', 'revoke', { token: by, form: { token } })

  it('200 for an unknown token, an own one, an ended one and a foreign one, all alike', async () => {
    const routes = tokenRoutes()
    const { issue, isLetIn } = routes
    const [caller, mine, other] = [
      await issue('maria', []),
      await issue('maria'),
      await issue('zoe'),
    ]
    const answers: string[] = []
    for (const token of ['x', mine.token, mine.token, other.token]) {
      answers.push(await whole(await end(routes, caller.token, token)))
    }
    expect(new Set(answers).size).toBe(1)
    expect(answers[0]).toMatch(/^200\n/)
    expect(await Promise.all([mine, other, caller].map(({ token }) => isLetIn(token)))).toEqual([
      false,
      true,
      true,
    ])
    expect((await end(routes, caller.token, caller.token)).status).toBe(200)
    expect(await isLetIn(caller.token)).toBe(false)
  })

  it('a classic token is of a type that cannot be revoked', async () => {
    const routes = tokenRoutes()
    const { token } = await routes.issue('maria')
    const classic = routes.loginAs('maria').authorization.replace(/^Bearer 1:/, '')
    const response = await end(routes, token, classic)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect(await response.json()).toEqual({
      code: 'unsupported_token_type',
      title: expect.any(String),
      status: 400,
      error: 'unsupported_token_type',
    })
  })

  it('the caller authenticates: else 401, and nothing ends', async () => {
    const routes = tokenRoutes()
    const { token } = await routes.issue('maria')
    const response = await routes.ask('POST', 'revoke', { form: { user: '1', token } })
    expect(response.status).toBe(401)
    expect(await routes.isLetIn(token)).toBe(true)
  })

  it.each(['find', 'revokeFamily'] as const)(
    'trouble with `%s` is a 503 with Retry-After',
    async (broken) => {
      let isBroken = false
      const store = memoryStore([{ id: 1, username: 'maria', password: '!', isActive: true }])
      const down = async (): Promise<never> => {
        throw new UnavailableError('the database is down', { retryAfter: 7 })
      }
      const failing: UserStore = {
        ...store,
        tokens: {
          ...store.tokens,
          [broken]: (...given: unknown[]) =>
            isBroken ? down() : (store.tokens[broken] as (...all: unknown[]) => unknown)(...given),
        },
      }
      const api = createTokenApi({
        secretKey: 'a secret of these tests, long enough',
        store: failing,
        accessTokens: true,
        onEvent: () => {},
      })
      const { token } = await api.accessTokens.issue(1)
      isBroken = true
      const response = await askOf(api)('POST', 'revoke', { token, form: { token } })
      expect(response.status).toBe(503)
      expect(response.headers.get('retry-after')).toBe('7')
      expect(await response.json()).toEqual({
        code: 'temporarily_unavailable',
        title: 'Temporarily unavailable, please try again.',
        status: 503,
        error: 'temporarily_unavailable',
      })
      isBroken = false
      expect((await askOf(api)('POST', 'revoke', { token, form: { token } })).status).toBe(200)
    },
  )
})
