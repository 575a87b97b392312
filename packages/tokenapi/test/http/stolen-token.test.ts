/** What somebody can do who has a copy of one token of a user, over HTTP. */
import { describe, expect, it } from 'vitest'

import { type TokenRoutes, tokenRoutes } from '../support/token-routes.ts'

interface Issued {
  readonly id: string
  readonly token: string
}

async function rotate({ ask }: TokenRoutes, token: string, id = 'current'): Promise<Issued> {
  const response = await ask('POST', `tokens/${id}/rotate.json`, { token })
  expect(response.status).toBe(200)
  return (await response.json()) as Issued
}

async function devices({ ask }: TokenRoutes, token: string): Promise<readonly Listed[]> {
  const { tokens } = (await (await ask('GET', 'tokens.json', { token })).json()) as {
    tokens: readonly Listed[]
  }
  return tokens
}
interface Listed {
  readonly id: string
  readonly current: boolean
}

/** Each is used, so that it does not end with the grace period. */
async function copies(routes: TokenRoutes, token: string, count: number): Promise<string[]> {
  const made: string[] = []
  for (let i = 0; i < count; i++) {
    const copy = (await rotate(routes, token)).token
    expect(await routes.isLetIn(copy)).toBe(true)
    made.push(copy)
  }
  return made
}

const livingOf = async ({ isLetIn }: TokenRoutes, tokens: readonly string[]): Promise<number> =>
  (await Promise.all(tokens.map(isLetIn))).filter(Boolean).length

describe('rotation takes no room from the owner', () => {
  it('fifty living copies of a token are one device: logins go on', async () => {
    const routes = tokenRoutes({ accessTokens: { prefix: 'acme', maxPerUser: 2 } })
    const phone = await routes.issue('maria')
    const many = await copies(routes, phone.token, 50)
    const laptop = await routes.issue('maria')
    expect(await livingOf(routes, many)).toBe(50)
    expect(await devices(routes, laptop.token)).toHaveLength(2)
    await expect(routes.issue('maria')).rejects.toMatchObject({ code: 'too_many_tokens' })
    await routes.api.close()
  })

  it('onFull "revoke-oldest": copies push no device out, and end with theirs', async () => {
    const accessTokens = { prefix: 'acme', maxPerUser: 2, onFull: 'revoke-oldest' } as const
    const routes = tokenRoutes({ accessTokens })
    const phone = await routes.issue('maria')
    routes.clock.advance({ seconds: 1 })
    const laptop = await routes.issue('maria')
    routes.clock.advance({ seconds: 1 })
    const many = await copies(routes, phone.token, 5)
    expect(await routes.isLetIn(laptop.token)).toBe(true)
    routes.clock.advance({ seconds: 1 })
    await routes.issue('maria')
    // The laptop has the oldest latest token.
    expect(await routes.isLetIn(laptop.token)).toBe(false)
    await routes.issue('maria')
    expect(await livingOf(routes, [phone.token, ...many])).toBe(0)
    await routes.api.close()
  })

  it('a device has at most a thousand tokens a day; others rotate on', async () => {
    const routes = tokenRoutes()
    const [phone, laptop] = [await routes.issue('maria'), await routes.issue('maria')]
    for (let i = 1; i < 1_000; i++) await routes.api.accessTokens.rotate(phone.id)
    const response = await routes.ask('POST', 'tokens/current/rotate.json', { token: phone.token })
    expect(response.status).toBe(409)
    expect(await response.json()).toMatchObject({ code: 'too_many_tokens' })
    expect(await routes.isLetIn(phone.token)).toBe(true)
    await rotate(routes, laptop.token)
    await routes.api.close()
  })
})

describe('no copy outlives the revocation of its device', () => {
  const WAYS: readonly (readonly [
    name: string,
    end: (routes: TokenRoutes, owner: Issued, phone: Issued) => Promise<Response>,
  ])[] = [
    [
      'by the id in the list',
      async (routes, { token }) => {
        const entry = (await devices(routes, token)).find(({ current }) => !current)
        return routes.ask('POST', `tokens/${entry?.id}/revoke.json`, { token })
      },
    ],
    [
      'by an id that the thief has rotated away since the list was read',
      ({ ask }, { token }, { id }) => ask('POST', `tokens/${id}/revoke.json`, { token }),
    ],
    [
      'by the log-out of the device',
      ({ ask }, _, { token }) => ask('POST', 'logout.json', { token }),
    ],
    [
      'RFC 7009, by the text of the token',
      ({ ask }, { token }, phone) => ask('POST', 'revoke', { token, form: { token: phone.token } }),
    ],
  ]
  it.each(WAYS)('%s', async (name, end) => {
    const routes = tokenRoutes()
    const [owner, phone] = [await routes.issue('maria'), await routes.issue('maria')]
    const stolen = await copies(routes, phone.token, 3)
    // A chain, too: each in place of the one before.
    let last = (await copies(routes, stolen[0] ?? '', 1))[0] ?? ''
    if (!name.includes('log-out')) {
      for (let i = 0; i < 3; i++) {
        routes.clock.advance({ seconds: 61 })
        last = (await copies(routes, last, 1))[0] ?? ''
      }
      expect(await routes.isLetIn(phone.token)).toBe(false)
    }
    expect(await routes.isLetIn(last)).toBe(true)
    expect((await end(routes, owner, phone)).status).toBe(200)
    expect(await livingOf(routes, [phone.token, ...stolen, last])).toBe(0)
    expect(await routes.isLetIn(owner.token)).toBe(true)
    for (const token of [...stolen, last]) {
      expect((await routes.ask('POST', 'tokens/current/rotate.json', { token })).status).toBe(401)
    }
    await routes.api.close()
  })

  it('"all but this device": copies of this device end too', async () => {
    const routes = tokenRoutes()
    const phone = await routes.issue('maria')
    const stolen = await copies(routes, phone.token, 3)
    const mine = await rotate(routes, phone.token)
    const json = {}
    await routes.ask('POST', 'tokens/revoke-all.json', { token: mine.token, json })
    expect(await livingOf(routes, [phone.token, ...stolen])).toBe(0)
    expect(await routes.isLetIn(mine.token)).toBe(true)
    await routes.api.close()
  })

  it('tokens that it got by rotating other devices end with it', async () => {
    const routes = tokenRoutes()
    const [phone, laptop, tablet] = [
      await routes.issue('maria'),
      await routes.issue('maria'),
      await routes.issue('maria'),
    ]
    const ofLaptop = await rotate(routes, phone.token, laptop.id)
    // From there on to a third device, and to itself.
    const ofTablet = await rotate(routes, ofLaptop.token, tablet.id)
    const again = await rotate(routes, ofTablet.token)
    const stolen = [ofLaptop.token, ofTablet.token, again.token]
    expect(await livingOf(routes, stolen)).toBe(3)
    // It is no further device, and the list shows whose it is.
    expect(await devices(routes, tablet.token)).toHaveLength(3)
    const path = `tokens/${phone.id}/revoke.json`
    expect((await routes.ask('POST', path, { token: laptop.token })).status).toBe(200)
    expect(await livingOf(routes, [phone.token, ...stolen])).toBe(0)
    expect(await livingOf(routes, [laptop.token, tablet.token])).toBe(2)
    // They were rotated, so they go on by a rotation of their own.
    const next = await rotate(routes, laptop.token)
    expect(await routes.isLetIn(next.token)).toBe(true)
    await routes.api.close()
  })

  it('a ticket of a copy ends with it', async () => {
    const routes = tokenRoutes()
    const [owner, phone] = [await routes.issue('maria'), await routes.issue('maria')]
    const [copy = ''] = await copies(routes, phone.token, 1)
    const { api } = routes
    const ticket = api.tickets.issue(await api.verify({ token: copy }), {
      ...{ method: 'GET', path: '/file', seconds: 3_600 },
    })
    const guarded = api.tokenRequired({ tickets: true }, () => new Response('in'))
    const open = (): Promise<Response> => guarded(new Request(`http://x/file?ticket=${ticket}`))
    expect((await open()).status).toBe(200)
    await routes.ask('POST', `tokens/${phone.id}/revoke.json`, { token: owner.token })
    expect((await open()).status).toBe(403)
    await api.close()
  })
})

it('the list shows the device once, with the last use of a copy, and as the current one to each of its tokens', async () => {
  const routes = tokenRoutes()
  const phone = await routes.issue('maria', ['a'])
  const stolen = await rotate(routes, phone.token)
  const guarded = routes.api.tokenRequired(() => new Response('in'))
  const headers = { 'authorization': `Bearer ${stolen.token}`, 'user-agent': 'curl/8' }
  // The first use after a rotation is recorded at once.
  expect((await guarded(new Request('http://x/', { headers }))).status).toBe(200)
  const mine = await rotate(routes, phone.token)
  for (const { token } of [phone, stolen]) {
    expect(await devices(routes, token)).toMatchObject([
      { id: mine.id, current: true, lastUserAgent: 'curl/8' },
    ])
  }
  expect(await devices(routes, mine.token)).toMatchObject([{ id: mine.id, current: true }])
  await routes.api.close()
})
