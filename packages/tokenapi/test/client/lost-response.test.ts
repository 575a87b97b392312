/** A rotation whose messages get lost: the client goes on with a token that works, and nothing is lost. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Session, createClient } from '../../src/client/index.ts'
import { type Fault, accessServer, lossyProxy } from '../support/access-server.ts'
import type { HttpServer } from '../support/http-server.ts'

const GRACE = 60
let world: Awaited<ReturnType<typeof accessServer>>
let proxy: HttpServer
/** Faults of the next requests to a path that ends like this. */
let faults: { readonly path: RegExp; readonly fault: Fault }[] = []

beforeAll(async () => {
  world = await accessServer({ accessTokens: { graceSeconds: GRACE, maxPerUser: 1_000 } })
  proxy = await lossyProxy(world.server, (path) => {
    const at = faults.findIndex((each) => each.path.test(path))
    return at < 0 ? 'none' : (faults.splice(at, 1)[0]?.fault ?? 'none')
  })
})
afterAll(() => [proxy, world.server].forEach((server) => server.close()))
beforeEach(async () => {
  faults = []
  await world.api.accessTokens.revokeAll(1)
  world.events.length = proxy.requests.length = 0
})

const ROTATE = /rotate\.json$/
const CONFIRM = /tokens\.json$/
const lose = (path: RegExp, ...lost: Fault[]) =>
  faults.push(...lost.map((fault) => ({ path, fault })))

/** A client that has logged in, with its storage. */
async function loggedIn() {
  const stored: { session: Session | undefined } = { session: undefined }
  const storage = {
    load: async () => stored.session,
    save: async (session: Session | undefined) => void (stored.session = session),
  }
  const refused: string[] = []
  const create = () =>
    createClient({ url: proxy.url, storage, onUnauthorized: ({ code }) => refused.push(code) })
  const client = create()
  await client.login({ username: 'maria', password: 'password', name: 'Phone' })
  return { client, create, stored, refused, first: stored.session?.token ?? '' }
}
const statusWith = async (token: string) =>
  (await fetch(`${world.server.url}/index.json`, { headers: { authorization: `Bearer ${token}` } }))
    .status
const rotations = () => proxy.requests.filter(({ path }) => ROTATE.test(path)).length
const living = async () => (await world.api.accessTokens.list(1)).length
const afterGrace = () => world.clock.advance({ seconds: GRACE + 1 })
const reused = () => world.events.filter(({ name }) => name === 'token.reused')

describe('an answer of rotate that does not arrive', () => {
  it.each<Fault>(['answer lost', 'half an answer', 'request lost', 'a proxy answers 200'])(
    '%s: the rotation is done by asking again',
    async (fault) => {
      const { client, stored, refused, first } = await loggedIn()
      lose(ROTATE, fault)
      await client.rotate()
      expect(rotations()).toBe(2)
      expect(stored.session).toEqual({ token: expect.not.stringMatching(first), user: 1 })
      // Both work within the grace period.
      expect(await statusWith(first)).toBe(200)
      expect((await client.fetch('/index.json')).status).toBe(200)
      afterGrace()
      expect((await client.fetch('/index.json')).status).toBe(200)
      expect(await statusWith(first)).toBe(403)
      // The successor that nobody received has ended.
      expect(await living()).toBe(1)
      expect(refused).toEqual([])
    },
  )

  it.each<Fault>(['answer lost', 'half an answer', 'request lost', 'a proxy answers 502'])(
    '%s, twice: the caller learns it, requests go on, and one of them finishes the rotation',
    async (fault) => {
      const { client, stored, refused, first } = await loggedIn()
      lose(ROTATE, fault, fault)
      await expect(client.rotate()).rejects.toMatchObject({ outcome: 'cannot_tell' })
      expect(stored.session).toEqual({ token: first, user: 1, rotating: true })
      lose(ROTATE, fault, fault)
      expect((await client.fetch('/index.json')).status).toBe(200)
      await expect.poll(() => faults).toEqual([])
      await expect
        .poll(async () => {
          expect((await client.fetch('/index.json')).status).toBe(200)
          return stored.session
        })
        .toEqual({ token: expect.not.stringMatching(first), user: 1 })
      await client.tokens.list()
      afterGrace()
      expect((await client.fetch('/index.json')).status).toBe(200)
      expect(refused).toEqual([])
      expect(reused()).toEqual([])
      expect(await living()).toBe(1)
    },
  )

  it('a program that ends before the answer finishes the rotation at its next start', async () => {
    const { client, create, stored, refused, first } = await loggedIn()
    lose(ROTATE, 'answer lost', 'answer lost')
    await client.rotate().catch(() => {})
    expect(stored.session?.token).toBe(first)
    const next = create()
    expect((await next.fetch('/index.json')).status).toBe(200)
    await expect.poll(() => stored.session?.token).not.toBe(first)
    await expect.poll(() => proxy.requests.filter(({ path }) => CONFIRM.test(path))).toHaveLength(1)
    afterGrace()
    expect((await next.fetch('/index.json')).status).toBe(200)
    expect(refused).toEqual([])
  })

  it('a server that did not rotate costs nothing, however long it is away', async () => {
    const { client, stored, refused } = await loggedIn()
    lose(ROTATE, 'request lost', 'request lost')
    await client.rotate().catch(() => {})
    afterGrace()
    expect((await client.fetch('/index.json')).status).toBe(200)
    await expect.poll(() => stored.session?.rotating).toBeUndefined()
    expect(refused).toEqual([])
  })
})

it('the new token is used at once, so it outlives the grace period without another request', async () => {
  const { client, stored, first } = await loggedIn()
  await client.rotate()
  const last = proxy.requests.at(-1)
  expect(last?.path).toMatch(CONFIRM)
  expect(last?.headers.authorization).toBe(`Bearer ${stored.session?.token}`)
  afterGrace()
  expect(await statusWith(stored.session?.token ?? '')).toBe(200)
  expect(await statusWith(first)).toBe(403)
})

it.each<Fault>(['answer lost', 'request lost', 'half an answer', 'a proxy answers 502'])(
  'its first use, %s: the new token is kept, and the rotation is done',
  async (fault) => {
    const { client, stored, refused, first } = await loggedIn()
    lose(CONFIRM, fault)
    await client.rotate()
    expect(stored.session?.token).not.toBe(first)
    expect((await client.fetch('/index.json')).status).toBe(200)
    afterGrace()
    expect((await client.fetch('/index.json')).status).toBe(200)
    expect(refused).toEqual([])
  },
)

it('fifty rotations at a time are one, and requests meanwhile go on', async () => {
  const { client, stored, refused, first } = await loggedIn()
  const calls = Array.from({ length: 50 }, (_, i) =>
    i % 2 === 0 ? client.rotate() : client.fetch('/index.json').then(({ status }) => status),
  )
  expect(new Set(await Promise.all(calls))).toEqual(new Set([undefined, 200]))
  expect(rotations()).toBe(1)
  expect(stored.session?.token).not.toBe(first)
  await client.rotate()
  expect(rotations()).toBe(2)
  expect(refused).toEqual([])
})

it('a log-out during a rotation wins, and the successor ends unused', async () => {
  const { client, stored } = await loggedIn()
  const rotating = client.rotate()
  await expect.poll(rotations).toBe(1)
  await client.logout()
  await rotating.catch(() => {})
  expect(stored.session).toBeUndefined()
  afterGrace()
  expect(await living()).toBe(0)
})

it('a rotation after the end of the token ends the session, once', async () => {
  const { client, refused } = await loggedIn()
  await world.api.accessTokens.revokeAll(1)
  const calls = [client.rotate(), client.rotate(), client.fetch('/index.json')]
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toMatchObject({ reason: { outcome: 'refused' } })
  }
  expect(refused).toEqual(['invalid_token'])
})

it('100 rounds over a network that loses a third of all messages end no session', async () => {
  const { client, refused, first } = await loggedIn()
  const random = seeded(18)
  const kinds: Fault[] = [
    'request lost',
    'answer lost',
    'half an answer',
    'a proxy answers 502',
    'a proxy answers 200',
  ]
  const tokens = new Set([first])
  for (let round = 0; round < 100; round++) {
    faults = [ROTATE, CONFIRM, ROTATE, CONFIRM].flatMap((path) =>
      random() < 1 / 3
        ? [{ path, fault: kinds[Math.floor(random() * kinds.length)] ?? 'none' }]
        : [],
    )
    await client
      .rotate()
      .catch((error: unknown) => expect(error).toMatchObject({ outcome: 'cannot_tell' }))
    expect((await client.fetch('/index.json')).status).toBe(200)
    tokens.add((await client.session())?.token ?? '')
    world.clock.advance({ seconds: random() < 0.1 ? 20 : 1 })
  }
  faults = []
  await client.rotate()
  afterGrace()
  expect((await client.fetch('/index.json')).status).toBe(200)
  expect(refused).toEqual([])
  expect(reused()).toEqual([])
  expect(tokens.size).toBeGreaterThan(50)
})

/** Numbers from 0 to 1, the same in each run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}
