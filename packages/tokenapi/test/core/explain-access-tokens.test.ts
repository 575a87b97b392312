/** Why an access token is accepted or refused: the verdict is that of `verify`, and one step names the reason. */
import { describe, expect, it } from 'vitest'

import { type Credentials, createTokenApi } from '../../src/index.ts'
import { DAY, SECRET_KEY, world } from './access-tokens-support.ts'

type World = ReturnType<typeof world>
type Issued = Awaited<ReturnType<World['api']['accessTokens']['issue']>>

type Case = readonly [
  what: string,
  step: string,
  found: RegExp,
  change: (given: World, issued: Issued) => unknown,
  present?: (token: string) => Credentials,
]

const CASES: readonly Case[] = [
  [
    'revoked',
    'lifetime',
    /revoked at/,
    ({ api }, { record }) => api.accessTokens.revoke(record.id),
  ],
  ['expired', 'lifetime', /expired at 2026-01-31/, ({ clock }) => (clock.now += 30 * DAY)],
  [
    'rotated',
    'lifetime',
    /rotated; its grace period ended/,
    async ({ api, clock }, { record }) => {
      await api.accessTokens.rotate(record.id)
      clock.now += 60_000
    },
  ],
  ['a new password', 'password', /has changed/, ({ changePassword }) => changePassword(1, 'new')],
  ['inactive', 'active', /not active/, ({ store }) => store.users.update(1, { isActive: false })],
  ['removed', 'user', /no user has the id 1/, ({ store }) => store.users.remove(1)],
  [
    'of another user',
    'user id',
    /belongs to another user/,
    () => {},
    (token) => ({ user: '2', token }),
  ],
  ['cut', 'token', /checksum does not fit/, () => {}, (token) => ({ token: token.slice(0, -1) })],
  [
    'of another service',
    'token',
    /another prefix than tokenapi/,
    () => {},
    (token) => ({ token: token.replace('tokenapi_', 'acme_') }),
  ],
]

describe('the reason of a refusal', () => {
  it.each(CASES.map((each) => ({ title: `${each[0]}: the step "${each[1]}"`, each })))(
    '$title',
    async ({ each: [, name, found, change, present = (token: string) => ({ token })] }) => {
      const given = world()
      const issued = await given.api.accessTokens.issue(1, { name: 'phone', scopes: ['a'] })
      await change(given, issued)
      const credentials = present(issued.token)
      const { accepted, code, steps } = await given.api.explain(credentials)
      expect({ accepted, code }).toEqual({ accepted: false, code: 'invalid_token' })
      await expect(given.api.verify(credentials)).rejects.toMatchObject({ code: 'invalid_token' })
      const step = steps.find((each) => each.step === name)
      expect(step).toMatchObject({ ok: false, found: expect.stringMatching(found) })
      expect(step?.fix).toBeTruthy()
      expect(JSON.stringify(steps)).not.toContain(issued.token.slice(9, 40))
    },
  )

  it('a token whose record was deleted', async () => {
    const { api, clock } = world()
    const { token } = await api.accessTokens.issue(1)
    clock.now += 31 * DAY
    await api.accessTokens.prune()
    const { steps } = await api.explain({ token })
    expect(steps.at(-1)).toMatchObject({ step: 'record', ok: false })
  })

  it('access tokens that are off', async () => {
    const { api, store } = world()
    const { token } = await api.accessTokens.issue(1)
    const off = createTokenApi({ secretKey: SECRET_KEY, store })
    const { accepted, steps } = await off.explain({ user: '1', token })
    expect(accepted).toBe(false)
    expect(steps[0]).toMatchObject({ step: 'token', found: expect.stringMatching(/is off/) })
  })
})

it('an accepted token: the record, its scopes and its end; no use is recorded', async () => {
  const { api } = world()
  const { token, record } = await api.accessTokens.issue(1, { name: 'phone', scopes: ['a', 'b'] })
  const { accepted, steps } = await api.explain({ token })
  expect(accepted).toBe(true)
  expect(steps.every(({ ok }) => ok === true || ok === 'skipped')).toBe(true)
  const found = steps.map((step) => step.found).join('\n')
  expect(found).toContain(`the token ${record.id} named "phone", with the scopes a b`)
  expect(found).toContain('valid until 2026-01-31T12:00:00.000Z')
  await api.close()
  expect((await api.accessTokens.get(record.id))?.lastUsedAt).toBeUndefined()
})

it('a token in quotation marks: the fix is to remove them', async () => {
  const { api } = world()
  const { token } = await api.accessTokens.issue(1)
  const { accepted, steps } = await api.explain({ token: ` "${token}"` })
  expect(accepted).toBe(false)
  expect(steps.find(({ ok }) => ok === false)?.fix).toBe(
    'Remove white space and quotation marks around the `token`: then it is accepted.',
  )
})

it('a store that does not answer: unknown, and 503 for a request', async () => {
  const { store } = world()
  const tokens = { ...store.tokens, find: () => Promise.reject(new Error('down')) }
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store: { ...store, tokens },
    accessTokens: true,
    onEvent: () => {},
  })
  const { token } = await api.accessTokens.issue(1)
  expect(await api.explain({ token })).toMatchObject({
    accepted: false,
    code: 'temporarily_unavailable',
    steps: [
      { step: 'token', ok: true },
      { step: 'record', ok: 'unknown' },
    ],
  })
})
