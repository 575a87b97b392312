import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { tokenRoutes } from '../support/token-routes.ts'

const SCOPES = ['*', 'tokens:read', 'tokens:write', 'tokens:introspect', 'a', 'b', 'c']
const scopes = fc.subarray(SCOPES)
const covers = (caller: readonly string[], given: readonly string[]): boolean =>
  caller.includes('*') || given.every((scope) => caller.includes(scope))
const DAY = 86_400_000

describe('S-09: a token mints no token with more scope, a longer life or another user', () => {
  it('whatever the scopes and lives of the two tokens, and whatever the body', async () => {
    const { api, ask, clock, user } = tokenRoutes({
      accessTokens: { maxPerUser: 10_000, lifetimeDays: 10, absoluteDays: 100 },
    })
    const now = clock.now().getTime()
    const life = fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined })
    const body = fc.dictionary(
      fc.constantFrom('scopes', 'scope', 'expiresAt', 'userId', 'user', 'id', 'token', 'audience'),
      fc.constantFrom('*', '2', 'a', 2, '2999-01-01', ['*']),
    )
    await fc.assert(
      fc.asyncProperty(
        scopes,
        scopes,
        life,
        life,
        body,
        async (mine, others, ends, endsOther, json) => {
          const { id } = await user('maria')
          const issue = (given: readonly string[], days: number | undefined) =>
            api.accessTokens.issue(id, {
              scopes: given,
              ...(days === undefined ? {} : { expiresAt: new Date(now + days * DAY) }),
            })
          const [caller, target] = [await issue(mine, ends), await issue(others, endsOther)]
          const path = `tokens/${target.record.id}/rotate.json`
          const response = await ask('POST', path, { token: caller.token, json })
          const isAllowed = covers(mine, ['tokens:write']) && covers(mine, others)
          expect(response.status).toBe(isAllowed ? 200 : 403)
          if (!isAllowed) return
          const rotated = (await response.json()) as { token: string; id: string }
          const { user: who, token } = await api.verify({ token: rotated.token })
          expect(who.id).toBe(id)
          expect(covers(mine, token.scopes)).toBe(true)
          expect([...token.scopes].toSorted()).toEqual([...others].toSorted())
          expect(token.expiresAt?.getTime()).toBeLessThanOrEqual(caller.record.expiresAt.getTime())
          // Nor does a rotation of the new token.
          const again = await ask('POST', 'tokens/current/rotate.json', { token: rotated.token })
          const { expiresAt } = (await again.json()) as { expiresAt: string }
          expect(Date.parse(expiresAt)).toBeLessThanOrEqual(caller.record.expiresAt.getTime())
        },
      ),
      { numRuns: 150 },
    )
  })

  it('a rotation of the presented token keeps its scopes, and its user', async () => {
    const { api, ask } = tokenRoutes({ accessTokens: { maxPerUser: 10_000 } })
    await fc.assert(
      fc.asyncProperty(scopes, async (given) => {
        const { token, record } = await api.accessTokens.issue(2, { scopes: given })
        const json = { scopes: ['*'], userId: 1, user: 1, expiresAt: '2999-01-01T00:00:00Z' }
        const response = await ask('POST', 'tokens/current/rotate.json', { token, json })
        const rotated = (await response.json()) as object
        expect(rotated).toMatchObject({
          userId: 2,
          scopes: given,
          expiresAt: record.expiresAt.toISOString().replace('.000Z', 'Z'),
        })
      }),
      { numRuns: 50 },
    )
  })

  it('the user in a body is not another one: the routes are about the caller', async () => {
    const { ask, issue, isLetIn } = tokenRoutes()
    const [mine, other] = [await issue('maria'), await issue('zoe')]
    const json = { userId: 2, user: 2, current: false }
    const response = await ask('POST', 'tokens/revoke-all.json', { token: mine.token, json })
    expect(await response.json()).toEqual({ revoked: 0, success: true })
    expect(await isLetIn(other.token)).toBe(true)
  })
})
