/** The queue of hashes: bounded, fair between networks, and left by clients that are gone. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { RefusedError, UnavailableError } from '../../src/core/errors.ts'
import type { HashClient } from '../../src/core/login/password-hasher.ts'
import { createHashQueue } from '../../src/password/hash-queue.ts'

type Queue = <T>(job: () => Promise<T>, client?: HashClient) => Promise<T>

/** Jobs that end when they are told to; the names of those that have started, and what became of each. */
function jobsIn(queue: Queue) {
  const started: string[] = []
  const refused: string[] = []
  const gates: (() => void)[] = []
  const add = (name: string, client?: HashClient): Promise<void> =>
    queue(async () => {
      started.push(name)
      await new Promise<void>((resolve) => gates.push(resolve))
    }, client).catch((error: unknown) => {
      if (!(error instanceof UnavailableError)) throw error
      refused.push(name)
    })
  /** Ends the jobs that run, one after the other, until none is left. */
  const finish = async (): Promise<void> => {
    await settled()
    for (let gate = gates.shift(); gate !== undefined; gate = gates.shift()) {
      gate()
      await settled()
    }
  }
  return { started, refused, add, finish }
}

const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const from = (network: string): HashClient => ({ network })

describe('how many', () => {
  it('never runs more than its jobs, and refuses what does not fit', async () => {
    const queue = createHashQueue({ jobs: 2, queue: 3 })
    let running = 0
    let most = 0
    const { add, finish, started, refused } = jobsIn((job, client) =>
      queue(async () => {
        most = Math.max(most, ++running)
        try {
          return await job()
        } finally {
          running--
        }
      }, client),
    )
    for (const name of ['1', '2', '3', '4', '5', '6']) void add(name)
    await settled()
    expect([started, refused]).toEqual([['1', '2'], ['6']])
    await finish()
    expect(started).toEqual(['1', '2', '3', '4', '5'])
    expect(most).toBe(2)
  })

  it('a job that fails gives its place back', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 0 })
    await expect(queue(async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await queue(async () => 'yes')).toBe('yes')
  })
})

describe('the order is fair between networks', () => {
  it('networks take turns', async () => {
    const { add, finish, started } = jobsIn(createHashQueue({ jobs: 1, queue: 20 }))
    for (const name of ['a1', 'a2', 'a3', 'b1', 'b2', 'c1']) void add(name, from(name.slice(0, 1)))
    await finish()
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2'])
  })

  it('60 guessers of one network hold half of the places, and the login of another starts next', async () => {
    const { add, finish, started, refused } = jobsIn(createHashQueue({ jobs: 2, queue: 16 }))
    for (let i = 0; i < 60; i++) void add(`guess ${i}`, from('203.0.113.9'))
    void add('owner', from('192.0.2.1'))
    await settled()
    expect(refused).toHaveLength(60 - 2 - 8)
    await finish()
    expect(started).toHaveLength(2 + 8 + 1)
    // Two ran, and one waited before it came.
    expect(started.indexOf('owner')).toBe(3)
    expect(refused).not.toContain('owner')
  })

  it('clients without an address may take all places', async () => {
    const { add, finish, refused } = jobsIn(createHashQueue({ jobs: 1, queue: 4 }))
    for (let i = 0; i < 6; i++) void add(`${i}`)
    await settled()
    expect(refused).toEqual(['5'])
    await finish()
  })

  it('a known client has a place where a thousand other networks have taken theirs', async () => {
    const { add, finish, started, refused } = jobsIn(createHashQueue({ jobs: 1, queue: 8 }))
    for (let i = 0; i < 1_000; i++) void add(`${i}`, from(`10.0.${i >> 8}.${i & 255}`))
    void add('owner', { network: '192.0.2.1', isKnown: true })
    await settled()
    expect(refused).toHaveLength(1_000 - 9)
    await finish()
    expect(refused).not.toContain('owner')
    // After the one that ran.
    expect(started.indexOf('owner')).toBe(1)
  })

  it('known clients do not keep others out', async () => {
    const { add, finish, started } = jobsIn(createHashQueue({ jobs: 1, queue: 8 }))
    void add('first')
    for (const name of ['k1', 'k2', 'k3']) void add(name, { network: name, isKnown: true })
    for (const name of ['o1', 'o2', 'o3']) void add(name, from(name))
    await finish()
    expect(
      started
        .slice(1)
        .map((name) => name[0])
        .join(''),
    ).toMatch(/^(?:ko){3}$|^(?:ok){3}$/)
  })
})

describe('a client that is gone', () => {
  it('leaves the queue: no hash is computed for it, and its place is free', async () => {
    const { add, finish, started, refused } = jobsIn(createHashQueue({ jobs: 1, queue: 2 }))
    const controller = new AbortController()
    void add('runs')
    const gone = [1, 2].map((i) => add(`gone ${i}`, { signal: controller.signal }))
    void add('too many')
    await settled()
    expect(refused).toEqual(['too many'])
    controller.abort()
    for (const each of gone) {
      await expect(each).rejects.toMatchObject({ code: 'invalid_request', reason: 'client gone' })
    }
    void add('next')
    await finish()
    expect(started).toEqual(['runs', 'next'])
  })

  it('is refused at once where it is gone already, though a job is free', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 0 })
    const job = vi.fn(async () => 'hash')
    await expect(queue(job, { signal: AbortSignal.abort() })).rejects.toThrow(RefusedError)
    expect(job).not.toHaveBeenCalled()
    expect(await queue(job)).toBe('hash')
  })

  it('after its job has begun changes nothing, and no listener is left', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 1 })
    const { signal } = new AbortController()
    const add = vi.spyOn(signal, 'addEventListener')
    const remove = vi.spyOn(signal, 'removeEventListener')
    await Promise.all([1, 2].map(() => queue(settled, { signal })))
    expect([add.mock.calls.length, remove.mock.calls.length]).toEqual([1, 1])
  })
})

describe('how long', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const takes = (time: number) => () =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, time)
    })

  it('a job that cannot start in time is refused at once, with the time to wait', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 100, maxWait: 5_500 })
    const first = queue(takes(1_000))
    await vi.advanceTimersByTimeAsync(1_000)
    await first
    const admitted = [0, 1, 2, 3, 4, 5].map((i) => queue(takes(1_000), from(`${i}`)))
    await expect(queue(takes(1_000), from('late'))).rejects.toMatchObject({ retryAfter: 6 })
    await vi.runAllTimersAsync()
    expect(await Promise.all(admitted)).toHaveLength(admitted.length)
  })

  it('the wait of a network behind others is its own', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 100, maxWait: 5_500 })
    const first = queue(takes(1_000))
    await vi.advanceTimersByTimeAsync(1_000)
    await first
    const admitted = [0, 1, 2, 3, 4].map(() => queue(takes(1_000), from('busy')))
    let isDone = false
    void queue(takes(1_000), from('other')).then(() => (isDone = true))
    await vi.advanceTimersByTimeAsync(3_000)
    expect(isDone).toBe(true)
    await vi.runAllTimersAsync()
    expect(await Promise.all(admitted)).toHaveLength(admitted.length)
  })

  it('where hashing has stopped, those that wait get a 503 when the time is over', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 8, maxWait: 5_000 })
    void queue(() => new Promise<never>(() => {}))
    const waiting = expect(queue(takes(1))).rejects.toMatchObject({ retryAfter: 5 })
    await vi.advanceTimersByTimeAsync(5_000)
    await waiting
  })

  it('one slow hash does not refuse the next', async () => {
    const queue = createHashQueue({ jobs: 1, queue: 8, maxWait: 5_000 })
    const slow = [queue(takes(10)), queue(takes(4_000))]
    await vi.advanceTimersByTimeAsync(4_010)
    await Promise.all(slow)
    const three = Promise.all([1, 2, 3].map(() => queue(takes(10))))
    await vi.advanceTimersByTimeAsync(30)
    expect(await three).toHaveLength(3)
  })
})
