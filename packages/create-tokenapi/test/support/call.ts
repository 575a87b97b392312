import { expect } from 'vitest'

/** Logs in, calls the view, and is refused, over a real socket. */
export async function expectGuarded(url: string, password: string): Promise<void> {
  const login = (given: string): Promise<Response> =>
    fetch(`${url}/token/new.json`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'maria', password: given }),
    })
  const index = (headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/index.json`, { headers })

  const loggedIn = await login(password)
  const { user, token } = (await loggedIn.json()) as { user: number; token: string }
  expect([loggedIn.status, user]).toEqual([200, 1])

  const called = await index({ authorization: `Bearer ${user}:${token}` })
  expect(await called.json()).toEqual({ success: true, hello: 'maria' })
  expect(called.headers.get('cache-control')).toBe('no-store')
  const verified = await fetch(`${url}/token/${token}/${user}.json`)
  expect(await verified.json()).toEqual({ success: true })

  if (!isClassic(token)) await expectDevices(url, token)

  expect((await login('wrong')).status).toBe(401)
  expect((await index()).status).toBe(401)
  expect((await index({ authorization: 'Bearer 1:no-token' })).status).toBe(403)
}

const isClassic = (token: string): boolean => /^[0-9a-z]+-[0-9a-f]{20}$/.test(token)

/** The token alone is enough; it is listed, and ends when its user logs out. */
async function expectDevices(url: string, token: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}` }
  const list = await fetch(`${url}/token/tokens.json`, { headers })
  expect(await list.json()).toMatchObject({ tokens: [{ current: true, scopes: ['*'] }] })
  expect((await fetch(`${url}/index.json`, { headers })).status).toBe(200)
  await fetch(`${url}/token/logout.json`, { method: 'POST', headers })
  expect((await fetch(`${url}/index.json`, { headers })).status).toBe(403)
}
