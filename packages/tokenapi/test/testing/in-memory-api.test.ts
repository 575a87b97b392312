import { describe, expect, it } from 'vitest'

import { fakeClock, inMemoryApi, loginAs } from '../../src/testing/index.ts'

const ask = (headers: Record<string, string>): Request =>
  new Request('http://localhost/index.json', { headers })

describe('an api in memory', () => {
  const {
    api,
    clock,
    loginAs: as,
    user,
  } = inMemoryApi({
    users: ['maria', { username: 'ines', isActive: false }, { username: 'ben', password: 'own' }],
  })
  const status = async (headers: Record<string, string>): Promise<number> => {
    const view = api.tokenRequired((_request, found) => new Response(found.user.username))
    return (await view(ask(headers))).status
  }

  it('lets in whom the test names', async () => {
    const found = await api.authenticate(ask({ ...as('maria') }))
    expect(found.user).toMatchObject({ id: 1, username: 'maria' })
  })
  it('refuses the inactive, as anywhere', async () => {
    expect(await status({ ...as('ines') })).toBe(403)
  })
  it.each([
    ['maria', 'password', true],
    ['maria', 'own', false],
    ['ben', 'own', true],
    ['nobody', 'password', false],
  ])('%s logs in with "%s": %s', async (username, password, ok) => {
    const login = api.login(username, password)
    if (ok) expect((await login).user.username).toBe(username)
    else await expect(login).rejects.toMatchObject({ code: 'invalid_login' })
  })
  it('its clock ends a token after its days', async () => {
    const headers = { ...as('maria') }
    clock.advance({ days: 7 })
    expect(await status(headers)).toBe(200)
    clock.advance({ days: 1 })
    expect(await status(headers)).toBe(403)
    clock.set('2026-01-01T00:00:00Z')
    expect(await status(headers)).toBe(200)
  })
  it('says who there is where a test misspells a name', async () => {
    expect(() => as('mara')).toThrow('"mara" is not a user of this test: maria, ines, ben')
    await expect(user('mara')).rejects.toThrow('maria, ines, ben')
  })
  it('takes the options of an api', async () => {
    const short = inMemoryApi({ users: ['a'], tokenTimeoutDays: 0, realm: 'mine' })
    const headers = short.loginAs('a')
    short.clock.advance({ days: 1 })
    const view = short.api.tokenRequired(() => new Response())
    expect((await view(ask({ ...headers }))).status).toBe(403)
    expect((await view(ask({}))).headers.get('www-authenticate')).toBe('Bearer realm="mine"')
  })
})

it('headers for a user of any api', async () => {
  const { api, user } = inMemoryApi({ users: ['maria'] })
  const headers = loginAs(api, await user('maria'))
  expect(await api.authenticate(ask({ ...headers }))).toMatchObject({ user: { username: 'maria' } })
})

it('a clock at no time', () => {
  expect(() => fakeClock('yesterday')).toThrow('"yesterday" is not a valid date')
})
