/** Devices of one user against the library's own routes: list, rename, revoke, log out; and tokens of the classic kind. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createClient } from '../../src/client/index.ts'
import { accessServer } from '../support/access-server.ts'

let world: Awaited<ReturnType<typeof accessServer>>
beforeAll(async () => void (world = await accessServer({ loginThrottle: {} })))
afterAll(() => world.server.close())
beforeEach(() => world.api.accessTokens.revokeAll(1))

const device = async (name?: string): Promise<Client> => {
  const client = createClient({ url: world.server.url })
  expect(await client.login({ username: 'maria', password: 'password', name })).toBe(1)
  return client
}
const names = async (client: Client) => (await client.tokens.list()).map(({ name }) => name)
const idOf = async (client: Client, named: string) =>
  (await client.tokens.list()).find(({ name }) => name === named)?.id ?? ''
const isIn = (client: Client) =>
  client.fetch('/index.json').then(
    ({ status }) => status,
    ({ code }: { code: string }) => code,
  )

describe('access tokens', () => {
  it('lists the devices in the order of their logins, the own one marked', async () => {
    await device('Phone of Maria')
    const laptop = await device('Laptop')
    await device('Ümläut & Co = 100 %')
    const tokens = await laptop.tokens.list()
    expect(tokens.map(({ name, current }) => [name, current])).toEqual([
      ['Phone of Maria', false],
      ['Laptop', true],
      ['Ümläut & Co = 100 %', false],
    ])
    expect(tokens[1]).toMatchObject({
      userId: 1,
      scopes: ['*'],
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      lastUsedAt: null,
    })
    expect(JSON.stringify(tokens)).not.toContain((await laptop.session())?.token)
  })

  it('without a name the server takes one from the user agent', async () => {
    expect(await names(await device())).toEqual([expect.stringMatching(/.+/)])
  })

  it('renames, and revokes one: only that one is out', async () => {
    const [phone, laptop] = [await device('Phone'), await device('Laptop')]
    await laptop.tokens.rename(await idOf(laptop, 'Phone'), 'Old phone')
    expect(await names(phone)).toEqual(['Old phone', 'Laptop'])
    await laptop.tokens.revoke(await idOf(laptop, 'Old phone'))
    expect([await isIn(phone), await isIn(laptop)]).toEqual(['invalid_token', 200])
    expect(await phone.session()).toBeUndefined()
  })

  it('revokes all others', async () => {
    const [phone, tablet, laptop] = [await device('1'), await device('2'), await device('3')]
    expect(await laptop.tokens.revokeOthers()).toBe(2)
    const all = [phone, tablet, laptop]
    expect(await Promise.all(all.map(isIn))).toEqual(['invalid_token', 'invalid_token', 200])
  })

  it('revokes all others within the grace period of a rotation: the new token remains', async () => {
    const [phone, laptop] = [await device('Phone'), await device('Laptop')]
    const old = (await laptop.session())?.token
    await laptop.rotate()
    await laptop.tokens.revokeOthers()
    expect([await isIn(phone), await isIn(laptop)]).toEqual(['invalid_token', 200])
    expect(await isIn(createClient({ url: world.server.url, token: old }))).toBe('invalid_token')
  })

  it('logs out: the token ends on the server too', async () => {
    const [phone, laptop] = [await device('Phone'), await device('Laptop')]
    const token = (await phone.session())?.token
    await phone.logout()
    expect(await phone.session()).toBeUndefined()
    expect(await isIn(createClient({ url: world.server.url, token, user: 1 }))).toBe(
      'invalid_token',
    )
    expect(await names(laptop)).toEqual(['Laptop'])
  })

  it('a token that does not exist, or of another user, is a 404 that ends nothing', async () => {
    const laptop = await device('Laptop')
    const { record } = await world.api.accessTokens.issue(2, { name: 'of Ines' })
    for (const id of ['0'.repeat(22), record.id, 'x?y', 'a b']) {
      const refusal = { outcome: 'refused', status: 404, code: 'not_found' }
      await expect(laptop.tokens.revoke(id)).rejects.toMatchObject(refusal)
      await expect(laptop.tokens.rename(id, 'x')).rejects.toMatchObject(refusal)
    }
    await expect(laptop.tokens.revoke('../../x')).rejects.toThrow(TypeError)
    expect(await isIn(laptop)).toBe(200)
  })

  it('a token of a script, without rights over other tokens', async () => {
    await device('Laptop')
    const { token } = await world.api.accessTokens.issue(1, { name: 'backup', scopes: ['files'] })
    const script = createClient({ url: world.server.url, token })
    expect(await isIn(script)).toBe(200)
    expect(await names(script)).toEqual(['backup'])
    const refusal = { outcome: 'refused', status: 403, code: 'insufficient_scope' }
    await expect(script.tokens.revokeOthers()).rejects.toMatchObject(refusal)
    expect(await isIn(script)).toBe(200)
    await script.rotate()
    expect((await script.session())?.token).not.toBe(token)
    expect(await isIn(script)).toBe(200)
  })

  it('a wrong password, then a right one with the ended token', async () => {
    const phone = await device('Phone')
    await world.api.accessTokens.revokeAll(1)
    expect(await isIn(phone)).toBe('invalid_token')
    const wrong = phone.login({ username: 'maria', password: 'x' })
    await expect(wrong).rejects.toMatchObject({ outcome: 'refused', code: 'invalid_login' })
    expect(await phone.session()).toBeUndefined()
    await phone.login({ username: 'maria', password: 'password' })
    expect(await isIn(phone)).toBe(200)
  })
})

describe('classic tokens', () => {
  it.each([
    ['beside access tokens', { loginToken: 'classic' }, 'unsupported_token_type'],
    ['alone', { accessTokens: undefined }, 'not_found'],
  ] as const)('%s', async (_name, options, code) => {
    const classic = await accessServer(options)
    const client = createClient({ url: classic.server.url })
    await client.login({ username: 'maria', password: 'password', name: 'Phone' })
    const session = await client.session()
    expect(session).toEqual({ token: expect.stringMatching(/^\w{3}-\w{20}$/), user: 1 })
    expect(await isIn(client)).toBe(200)
    // There is nothing to rotate, and the session goes on.
    await expect(client.rotate()).rejects.toMatchObject({ outcome: 'refused', code })
    expect(await client.session()).toEqual(session)
    await client.logout()
    expect(await client.session()).toBeUndefined()
    classic.server.close()
  })

  it('a classic token of another day is refused', async () => {
    const classic = await accessServer({ loginToken: 'classic' })
    const client = createClient({ url: classic.server.url })
    await client.login({ username: 'maria', password: 'password' })
    classic.clock.advance({ days: 9 })
    expect(await isIn(client)).toBe('invalid_token')
    classic.server.close()
  })
})
