import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

import { createAuthState } from '../../src/core/auth-state/auth-state.ts'
import { RefusedError, UnavailableError } from '../../src/core/errors.ts'

const BOUND = 1_000

interface Fact {
  readonly keys: readonly string[]
  readonly version: number
}

/** A store with one fact, clocks that are set by hand, and an auth state over both. */
function setUp({ most = 100 } = {}) {
  const clocks = { elapsed: 5_000, wall: 1_700_000_000_000 }
  const store = { fact: { keys: ['user:1'], version: 1 } as Fact, error: undefined as unknown }
  const reload = vi.fn(async (_token: string, _proof: Fact): Promise<Fact> => {
    const { error } = store
    if (error !== undefined) throw error
    return store.fact
  })
  const state = createAuthState<Fact>({
    bound: BOUND,
    most,
    now: () => clocks.wall,
    elapsed: () => clocks.elapsed,
    reload,
    keysOf: ({ keys }) => keys,
  })
  const pass = (milliseconds: number): void => {
    clocks.elapsed += milliseconds
    clocks.wall += milliseconds
  }
  const load = (token = 'a token') => state.remember(token, store.fact, state.begin())
  return { clocks, store, reload, state, pass, load }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('what was proven is believed for the bound, and no longer', () => {
  it('at its last millisecond, and not after it', () => {
    const { state, pass, load, store } = setUp()
    load()
    pass(BOUND - 1)
    expect(state.find('a token')).toBe(store.fact)
    pass(1)
    expect(state.find('a token')).toBeUndefined()
  })

  it('from before the query was sent, not from its answer', () => {
    const { state, pass, store } = setUp()
    const reading = state.begin()
    pass(900)
    state.remember('a token', store.fact, reading)
    pass(99)
    expect(state.find('a token')).toBe(store.fact)
    pass(1)
    expect(state.find('a token')).toBeUndefined()
  })

  it.each([
    ['the machine sleeps: one clock is still', { elapsed: 0, wall: 3_600_000 }, false],
    ['the wall clock is set back', { elapsed: BOUND, wall: -86_400_000 }, false],
    ['the wall clock is set forward', { elapsed: 1, wall: BOUND }, false],
    ['the wall clock is set back a little', { elapsed: BOUND - 1, wall: -500 }, true],
  ])('%s', (_name, { elapsed, wall }, isBelieved) => {
    const { state, clocks, load } = setUp()
    load()
    clocks.elapsed += elapsed
    clocks.wall += wall
    expect(state.find('a token') !== undefined).toBe(isBelieved)
  })

  it('uses do not make it younger', () => {
    const { state, pass, load, store } = setUp()
    store.error = new UnavailableError('down')
    load()
    for (let i = 0; i < 99; i++) {
      pass(10)
      expect(state.find('a token')).toBeDefined()
    }
    pass(10)
    expect(state.find('a token')).toBeUndefined()
  })
})

describe('a change that is known here is seen at once', () => {
  it('by its key, and nothing else is forgotten', () => {
    const { state, load, store } = setUp()
    load()
    state.remember('another', { keys: ['user:2', 'token:x'], version: 1 }, state.begin())
    state.forget('token:y')
    state.forget('user:1')
    expect(state.find('a token')).toBeUndefined()
    expect(state.find('another')).toBeDefined()
    load()
    expect(state.find('a token')).toBe(store.fact)
    state.forget('token:x')
    expect(state.find('another')).toBeUndefined()
    state.forgetAll()
    expect(state.find('a token')).toBeUndefined()
  })

  it('a load that began before it is not remembered after it', () => {
    const { state, store } = setUp()
    const reading = state.begin()
    state.forget('user:1')
    state.remember('a token', store.fact, reading)
    expect(state.find('a token')).toBeUndefined()
  })

  it('100,000 changes at once are all seen, in bounded memory', () => {
    const { state, load } = setUp()
    load()
    for (let i = 0; i < 100_000; i++) state.forget(`user:${i + 2}`)
    state.forget('user:1')
    expect(state.find('a token')).toBeUndefined()
    load()
    expect(state.find('a token')).toBeDefined()
  })
})

describe('an entry in use is read again in the background', () => {
  it('from half its age on, once at a time, and is renewed in place', async () => {
    const { state, pass, load, reload, store } = setUp()
    load()
    pass(499)
    state.find('a token')
    expect(reload).toHaveBeenCalledTimes(0)
    pass(1)
    for (let i = 0; i < 50; i++) state.find('a token')
    expect(reload).toHaveBeenCalledTimes(1)
    await settled()
    pass(999)
    expect(state.find('a token')).toBe(store.fact)
    expect(reload).toHaveBeenCalledTimes(2)
  })

  it('a change of elsewhere is taken over', async () => {
    const { state, pass, load, store } = setUp()
    load()
    store.fact = { keys: ['user:1'], version: 2 }
    pass(500)
    expect(state.find('a token')?.version).toBe(1)
    await settled()
    expect(state.find('a token')?.version).toBe(2)
  })

  it('what is refused now is forgotten: the store decides the next request', async () => {
    const { state, pass, load, store } = setUp()
    load()
    store.error = new RefusedError('invalid_token', 'ended')
    pass(500)
    state.find('a token')
    await settled()
    expect(state.find('a token')).toBeUndefined()
  })

  it('while the store is down it is believed until its bound, and tried a few times', async () => {
    const { state, pass, load, store, reload } = setUp()
    load()
    store.error = new UnavailableError('down')
    for (let i = 0; i < 999; i++) {
      pass(1)
      expect(state.find('a token')).toBeDefined()
      await settled()
    }
    pass(1)
    expect(state.find('a token')).toBeUndefined()
    expect(reload.mock.calls.length).toBeLessThan(15)
  })

  it('a reload that ends after a change does not bring it back', async () => {
    const { state, pass, load, store } = setUp()
    load()
    pass(500)
    state.find('a token')
    state.forget('user:1')
    await settled()
    expect(state.find('a token')).toBeUndefined()
    load()
    expect(state.find('a token')).toBe(store.fact)
  })
})

it('memory is bounded, and a token in use stays', () => {
  const { state, store } = setUp({ most: 10 })
  for (let i = 0; i < 1_000; i++) {
    state.remember(`token ${i}`, store.fact, state.begin())
    expect(state.find('token 0')).toBe(store.fact)
  }
  expect(state.figures().entries).toBeLessThanOrEqual(20)
})

it('agrees with a model: nothing is believed that changed more than the bound ago', async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant('pass' as const), by: fc.integer({ min: 1, max: 700 }) }),
    fc.record({ do: fc.constant('wall' as const), by: fc.integer({ min: -5_000, max: 5_000 }) }),
    fc.record({ do: fc.constant('change' as const), known: fc.boolean() }),
    fc.record({ do: fc.constant('use' as const) }),
    fc.record({ do: fc.constant('fail' as const), on: fc.boolean() }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { state, clocks, store, pass, load } = setUp()
      /** When each version ended, by the clock that is never set. */
      const ended = new Map<number, number>()
      for (const each of steps) {
        if (each.do === 'pass') pass(each.by)
        if (each.do === 'wall') clocks.wall += each.by
        if (each.do === 'fail') store.error = each.on ? new UnavailableError('down') : undefined
        if (each.do === 'change') {
          ended.set(store.fact.version, each.known ? -Infinity : clocks.elapsed)
          store.fact = { keys: ['user:1'], version: store.fact.version + 1 }
          if (each.known) state.forget('user:1')
        }
        if (each.do === 'use') {
          const found = state.find('a token')
          if (found === undefined) load()
          else if (found.version !== store.fact.version) {
            expect(clocks.elapsed - (ended.get(found.version) ?? 0)).toBeLessThan(BOUND)
          }
        }
        await settled()
      }
    }),
    { numRuns: 300 },
  )
})

describe('memory', () => {
  it('holds no token that nobody uses any more, although there is room', async () => {
    const { state, pass, load } = setUp()
    const remember = (token: string): WeakRef<Fact> => {
      const fact: Fact = { keys: ['user:1'], version: 1 }
      state.remember(token, fact, state.begin())
      return new WeakRef(fact)
    }
    const unused = remember('an unused token')
    load('a token')
    // Three generations.
    for (let i = 0; i < 30; i++) {
      pass(BOUND - 1)
      expect(state.find('a token')).toBeDefined()
      await settled()
      load(`token ${i}`)
    }
    collectGarbage()
    expect(unused.deref()).toBeUndefined()
    expect(state.find('a token')).toBeDefined()
  })
})
