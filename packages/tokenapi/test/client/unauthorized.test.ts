/** What happens where the server refuses a token: once for each token, and nothing to a newer one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { type Client, type Session, createClient } from '../../src/client/index.ts'
import { type HttpServer, httpServer } from '../support/http-server.ts'

/** Tokens that the server lets in. */
const valid = new Set<string>()
/** The next login answers these. */
let logins: Session[] = []
let server: HttpServer
beforeAll(async () => {
  server = await httpServer((request, response) => {
    const send = (status: number, body: object): void =>
      void response
        .writeHead(status, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify(body))
    if (request.url === '/token/new.json') return send(200, { success: true, ...logins.shift() })
    const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
    if (valid.has(token)) return send(200, { as: token, success: true, tokens: [] })
    send(403, { code: 'invalid_token', title: 'No', status: 403 })
  })
})
beforeEach(() => {
  valid.clear()
  logins = []
  server.requests.length = 0
})
afterAll(() => server.close())

const asked = () => server.requests.filter(({ path }) => path === '/x').length
const login = { username: 'maria', password: 'secret' }
const asOf = async (response: Promise<Response>) =>
  ((await (await response).json()) as { as: string }).as

describe('the hook', () => {
  it('is called once for a hundred requests at a time, after the session has ended', async () => {
    const sessions: unknown[] = []
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      onUnauthorized: async () => sessions.push(await client.session()),
    })
    const calls = Array.from({ length: 100 }, () => client.fetch('/x'))
    const results = await Promise.allSettled(calls)
    for (const result of results) {
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'invalid_token' } })
    }
    expect(sessions).toEqual([undefined])
  })

  it('is called once for each token', async () => {
    const onUnauthorized = vi.fn()
    const client = createClient({ url: server.url, onUnauthorized })
    for (const token of ['acme_1', 'acme_2', 'acme_3']) {
      logins = [{ token, user: 1 }]
      await client.login(login)
      await Promise.allSettled([client.fetch('/x'), client.tokens.list(), client.rotate()])
    }
    expect(onUnauthorized).toHaveBeenCalledTimes(3)
  })

  it('that logs the same user in lets the refused requests through', async () => {
    valid.add('acme_new')
    logins = [{ token: 'acme_new', user: 1 }]
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      user: 1,
      onUnauthorized: () => client.login(login),
    })
    const calls = Array.from({ length: 10 }, () =>
      asOf(client.fetch('/x', { method: 'POST', body: 'text' })),
    )
    expect(await Promise.all(calls)).toEqual(calls.map(() => 'acme_new'))
    expect(asked()).toBe(20)
  })

  it('that logs another user in does not send requests of the first one again', async () => {
    valid.add('acme_new')
    logins = [{ token: 'acme_new', user: 2 }]
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      user: 1,
      onUnauthorized: () => client.login(login),
    })
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'invalid_token' })
    expect(asked()).toBe(1)
    expect(await client.session()).toEqual({ token: 'acme_new', user: 2 })
  })

  it('whose new token is refused too: each request is sent twice and no more', async () => {
    logins = Array.from({ length: 9 }, (_, i) => ({ token: `acme_${i}`, user: 1 }))
    const onUnauthorized = vi.fn(() => client.login(login))
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      user: 1,
      onUnauthorized,
    })
    await expect(client.fetch('/x')).rejects.toMatchObject({ code: 'invalid_token' })
    expect(asked()).toBe(2)
    expect(onUnauthorized).toHaveBeenCalledTimes(2)
  })

  it('a body that may be gone is not sent again', async () => {
    valid.add('acme_new')
    logins = [{ token: 'acme_new', user: 1 }]
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      user: 1,
      onUnauthorized: () => client.login(login),
    })
    const body = new Blob(['x']).stream()
    const init = { method: 'POST', body, duplex: 'half' as const }
    await expect(client.fetch('/x', init)).rejects.toMatchObject({ code: 'invalid_token' })
    expect(asked()).toBe(1)
    expect(await asOf(client.fetch('/x'))).toBe('acme_new')
  })

  it('that fails: the requests fail with its reason', async () => {
    const client: Client = createClient({
      url: server.url,
      token: 'acme_old',
      onUnauthorized: () => Promise.reject(new Error('no screen')),
    })
    await expect(client.fetch('/x')).rejects.toThrow('no screen')
    expect(await client.session()).toBeUndefined()
  })
})

describe('a storage that several clients share', () => {
  it('a token that another one replaced does not end the session', async () => {
    valid.add('acme_new')
    const onUnauthorized = vi.fn()
    let stored: Session | undefined = { token: 'acme_old', user: 1 }
    const storage = {
      load: () => {
        const loaded = stored
        // Another tab logs in between the request and its refusal.
        if (stored?.token === 'acme_old') stored = { token: 'acme_new', user: 1 }
        return Promise.resolve(loaded)
      },
      save: (session: Session | undefined) => Promise.resolve((stored = session)),
    }
    const client = createClient({ url: server.url, storage, onUnauthorized })
    expect(await asOf(client.fetch('/x'))).toBe('acme_new')
    expect(onUnauthorized).not.toHaveBeenCalled()
    expect(stored).toEqual({ token: 'acme_new', user: 1 })
  })

  it('the ended token is kept for the next login, and sent by nothing else', async () => {
    let stored: Session | undefined = { token: 'acme_old', user: 1 }
    const storage = { load: () => stored, save: (session?: Session) => (stored = session) }
    const clients = [1, 2].map(() => createClient({ url: server.url, storage }))
    await expect(clients[0]?.fetch('/x')).rejects.toMatchObject({ code: 'invalid_token' })
    expect(stored).toEqual({ token: 'acme_old', user: 1, ended: true })
    await expect(clients[1]?.fetch('/x')).rejects.toMatchObject({ code: 'missing_credentials' })
    expect(asked()).toBe(1)
    logins = [{ token: 'acme_new', user: 1 }]
    expect(await clients[1]?.login(login)).toBe(1)
    expect(server.requests.at(-1)?.headers.authorization).toBe('Bearer acme_old')
    expect(stored).toEqual({ token: 'acme_new', user: 1 })
  })

  it('null and JSON are what a storage may return', async () => {
    let text = 'null'
    const storage = {
      load: () => JSON.parse(text) as Session | null,
      save: (session?: Session) => (text = JSON.stringify(session ?? null)),
    }
    const client = createClient({ url: server.url, storage })
    expect(await client.session()).toBeUndefined()
    await client.logout()
    valid.add('acme_new')
    logins = [{ token: 'acme_new', user: 1 }]
    await client.login(login)
    expect(await asOf(createClient({ url: server.url, storage }).fetch('/x'))).toBe('acme_new')
    await client.logout()
    expect(text).toBe('null')
  })
})

it('a classic token is sent with its user, an access token alone', async () => {
  for (const [session, field] of [
    [{ token: '7aq-3b7acf3f7e52b77a6cd7', user: 1 }, '1:7aq-3b7acf3f7e52b77a6cd7'],
    [{ token: 'acme_0', user: 1 }, 'acme_0'],
    [{ token: 'secret-token:acme_0', user: 1 }, 'secret-token:acme_0'],
    [{ token: 'acme_0' }, 'acme_0'],
  ] as const) {
    await createClient({ url: server.url, ...session })
      .fetch('/x')
      .catch(() => {})
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${field}`)
  }
})
