/** Events reach listeners after the request's turn, from a bounded queue, and in the request's async context. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'

import { afterEach, describe, expect, it, vi } from 'vitest'

import { MOST_QUEUED, eventQueue } from '../../src/core/events/event-queue.ts'
import type { TokenApiEvent } from '../../src/core/events/events.ts'
import { type TokenApi, type TokenApiOptions, createTokenApi } from '../../src/index.ts'
import { memoryStore } from '../../src/stores/memory/index.ts'
import { delivered } from '../support/delivered.ts'

const user = { id: 1, username: 'maria', password: 'a stored hash', isActive: true }
const SECRET = 'a secret of these tests, long enough'

function apiWith(options: Partial<TokenApiOptions>): TokenApi {
  return createTokenApi({ secretKey: SECRET, store: memoryStore([user]), ...options })
}
/** The status of a request with the right token. */
async function ask(api: TokenApi): Promise<number> {
  const headers = { authorization: `Bearer 1:${api.makeToken(user)}` }
  const view = api.tokenRequired(() => new Response('in'))
  return (await view(new Request('http://x/', { headers }))).status
}
const event = (i: number, name = 'login.failed'): TokenApiEvent =>
  ({ name, username: `user ${i}` }) as TokenApiEvent
const nameOf = (each: TokenApiEvent): string => ('username' in each ? each.username : '')

afterEach(() => vi.restoreAllMocks())

describe('a listener', () => {
  it('is called after the turn of the request, which has its answer by then', async () => {
    const order: string[] = []
    const api = apiWith({ onEvent: () => order.push('event') })
    expect(await ask(api)).toBe(200)
    order.push('answer')
    await delivered()
    expect(order).toEqual(['answer', 'event'])
  })

  it('that never ends delays no request, and close waits for it no longer than two seconds', async () => {
    let begun = 0
    const never = (): Promise<never> => {
      begun++
      return new Promise(() => {})
    }
    const api = apiWith({ onEvent: never })
    for (let i = 0; i < 150; i++) {
      expect(await ask(api)).toBe(200)
      await delivered()
    }
    // As many as may be pending; the others wait.
    expect(begun).toBe(100)
    expect(api.droppedEvents()).toBe(0)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const closed = api.close()
    await vi.advanceTimersByTimeAsync(2_000)
    await closed
    vi.useRealTimers()
  })

  it('that is too slow loses events, which are counted and reported once', async () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const api = apiWith({ onEvent: () => new Promise(() => {}) })
    const rest = 50
    // Half of the queue is for other events than these.
    for (let i = 0; i < 100; i++) {
      await ask(api)
      await delivered()
    }
    for (let i = 0; i < MOST_QUEUED / 2 + rest; i++) await ask(api)
    expect(api.droppedEvents()).toBe(rest)
    const codes = emit.mock.calls.map(([, options]) => (options as { code?: string }).code)
    expect(codes).toEqual(['TOKENAPI_EVENTS_DROPPED'])
  })

  it('gets all events in order, also those of one turn', async () => {
    const heard: string[] = []
    const queue = eventQueue((each) => heard.push(nameOf(each)), {
      failed: expect.unreachable,
      overflowed: expect.unreachable,
    })
    const all = Array.from({ length: MOST_QUEUED }, (_, i) => `user ${i}`)
    for (const [i] of all.entries()) queue.push(event(i))
    expect(heard).toEqual([])
    await queue.drained()
    expect(heard).toEqual(all)
  })

  it('that throws gets the next event as well', async () => {
    const heard: string[] = []
    const failures: unknown[] = []
    const queue = eventQueue(
      (each) => {
        heard.push(nameOf(each))
        throw new Error(nameOf(each))
      },
      { failed: (error) => failures.push(error), overflowed: expect.unreachable },
    )
    queue.push(event(1))
    queue.push(event(2))
    await queue.drained()
    expect(heard).toEqual(['user 1', 'user 2'])
    expect(failures).toEqual([new Error('user 1'), new Error('user 2')])
  })

  it('has the async context of the request', async () => {
    const requests = new AsyncLocalStorage<number>()
    const heard: unknown[] = []
    const api = apiWith({ onEvent: () => heard.push(requests.getStore()) })
    await Promise.all([1, 2, 3].map((i) => requests.run(i, () => ask(api))))
    await delivered()
    expect(heard).toEqual([1, 2, 3])
  })

  it('cannot change an event for others', async () => {
    const heard: TokenApiEvent[] = []
    const api = apiWith({ onEvent: (each) => heard.push(each) })
    await ask(api)
    await delivered()
    expect(heard.map(Object.isFrozen)).toEqual([true])
  })
})

it('close delivers what is queued, and waits for what the listener does with it', async () => {
  const heard: string[] = []
  const store = { ...memoryStore([user]), close: async () => void heard.push('store closed') }
  const api = apiWith({
    store,
    onEvent: async ({ name }) => {
      await delivered()
      heard.push(name)
    },
  })
  await ask(api)
  await api.close()
  expect(heard).toEqual(['authentication.succeeded', 'store closed'])
})

describe('the channel tokenapi:event', () => {
  const heard: unknown[] = []
  const subscriber = (message: unknown): void => void heard.push(message)
  afterEach(() => {
    unsubscribe('tokenapi:event', subscriber)
    heard.length = 0
  })

  it('carries the same events, in the async context of the request', async () => {
    const own: unknown[] = []
    const api = apiWith({ onEvent: (each) => own.push(each) })
    subscribe('tokenapi:event', subscriber)
    await ask(api)
    await delivered()
    expect(heard).toMatchObject([{ name: 'authentication.succeeded', userId: 1 }])
    expect(heard[0]).toBe(own[0])
  })

  it('carries them without onEvent too, from when there is a subscriber', async () => {
    const api = apiWith({})
    await ask(api)
    subscribe('tokenapi:event', subscriber)
    await ask(api)
    await delivered()
    expect(heard).toHaveLength(1)
  })

  it('without a subscriber and without onEvent no event is made', async () => {
    expect(channel('tokenapi:event').hasSubscribers).toBe(false)
    const api = apiWith({})
    const id = vi.fn(() => undefined)
    const authorization = `Bearer 1:${api.makeToken(user)}`
    const header = (name: string): string | undefined =>
      name === 'authorization' ? authorization : undefined
    const view = { method: 'GET', target: '/', header, body: async () => new Uint8Array(), id }
    await api.authenticate(view)
    expect(id).not.toHaveBeenCalled()
    apiWith({ onEvent: () => {} })
    await apiWith({ onEvent: () => {} }).authenticate(view)
    expect(id).toHaveBeenCalled()
  })
})
