/** What `explain` advises where the other kind of token is presented, and what a wrong token is answered. */
import { describe, expect, it } from 'vitest'

import { type Explanation, createTokenApi, jsonResponse } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'

const USER = { id: 1, username: 'maria', password: '!', isActive: true }
const store = memoryStore([USER])
const options = { secretKey: 'a secret of these tests, long enough', store }
const off = createTokenApi(options)
const on = createTokenApi({ ...options, accessTokens: true })
const { token } = await on.accessTokens.issue(1)
const classic = off.makeToken(USER)
const { token: elsewhere } = await createTokenApi({
  ...options,
  store: memoryStore([USER]),
  accessTokens: true,
}).accessTokens.issue(1)

const get = (authorization: string): Request =>
  new Request('http://x/', { headers: { authorization } })
const fixes = ({ steps }: Explanation): string =>
  steps.flatMap(({ ok, found, fix }) => (ok === false ? [`${found} → ${fix}`] : [])).join('\n')

describe('access tokens are off, and an access token is presented: the setting is named', () => {
  it.each([
    ['Bearer', get(`Bearer ${token}`)],
    ['Bearer, quoted', get(`Bearer "${token}"`)],
    ['Bearer with its user', get(`Bearer 1:${token}`)],
    ['RFC 8959', get(`Bearer secret-token:${token}`)],
    ['Basic', get(`Basic ${btoa(`1:${token}`)}`)],
    ['a pair', { user: '1', token }],
    ['alone', { token }],
  ])('%s', async (_how, given) => {
    const explanation = await off.explain(given)
    expect(explanation.accepted).toBe(false)
    expect(fixes(explanation)).toContain('`accessTokens` is off → Set `accessTokens`')
    expect(fixes(explanation)).toContain('ACCESS_TOKENS=true')
    expect(JSON.stringify(explanation)).not.toContain(token.slice(12, 40))
  })
})

describe('access tokens are on: the advice is that of the kind that was presented', () => {
  it.each([
    ['a classic token alone', get(`Bearer ${classic}`), /classic token and no user → Put the user/],
    ['a quoted token', get(`Bearer "${token}"`), /quotation marks around the token → Send the tok/],
    [
      'no token',
      get('Bearer a b'),
      /a value that is no token → Send `Authorization: Bearer TOKEN`/,
    ],
    [
      'another scheme',
      get(`Token ${token}`),
      /Token is not read → Send `Authorization: Bearer TOK/,
    ],
    ['invented', get('Bearer invented'), /^8 characters: neither an access token nor a classic/],
    ['invented, alone', { token: 'invented' }, /^8 characters: neither an access token nor a clas/],
    ['a ticket', get('Bearer tkt1.x.y'), /a ticket → Send it as `\?ticket=`/],
  ])('%s', async (_what, given, expected) => {
    const explanation = await on.explain(given)
    expect(explanation.accepted).toBe(false)
    expect(fixes(explanation)).toMatch(expected)
  })
  it('nothing', async () => {
    const { steps } = await on.explain(new Request('http://x/'))
    expect(steps.at(-1)).toMatchObject({
      found: 'there is no token in any of these places',
      fix: expect.stringMatching(/^Send `Authorization: Bearer TOKEN`; with a classic token/),
    })
  })
  it('an accepted token alone has no user', async () => {
    const { accepted, steps } = await on.explain(get(`Bearer ${token}`))
    expect(accepted).toBe(true)
    expect(steps.find(({ step }) => step === 'credentials')?.found).toBe('the token of the header')
  })
})

describe('a wrong token is answered in the words of what was presented', () => {
  const errors = async (authorization: string): Promise<unknown> => {
    const guarded = on.tokenRequired(() => jsonResponse({}))
    const response = await guarded(get(authorization))
    expect(response.status).toBe(403)
    return ((await response.json()) as { errors: unknown }).errors
  }
  it.each([
    ['invented', 'Bearer invented', 'Incorrect token.'],
    ['unknown', `Bearer ${elsewhere}`, 'Incorrect token.'],
    ['with a user', `Bearer 1:${classic.slice(0, -1)}0x`, 'Incorrect user and token pair.'],
    ['of another user', `Basic ${btoa(`2:${token}`)}`, 'Incorrect user and token pair.'],
  ])('%s', async (_what, authorization, expected) => {
    expect(await errors(authorization)).toBe(expected)
  })
  it('revoked', async () => {
    const issued = await on.accessTokens.issue(1)
    await on.accessTokens.revoke(issued.record.id)
    expect(await errors(`Bearer ${issued.token}`)).toBe('Incorrect token.')
  })
})
