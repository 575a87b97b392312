/** The places of the hash queue against a plain model, and the owner of an account among attackers with accounts of their own. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { type JobClient, type WaitingJob, waitingJobs } from '../../src/password/waiting-jobs.ts'
import { isUnavailableError } from '../../src/core/errors.ts'
import type { HashClient } from '../../src/core/login/password-hasher.ts'
import { createHashQueue } from '../../src/password/hash-queue.ts'

interface Named extends JobClient {
  readonly name: number
}

/** The rules, one after the other, over a list of the jobs that wait and the order of the lines. */
function plainModel(places: number, turnOf: 'account' | 'network') {
  let jobs: Named[] = []
  let order: (string | undefined)[] = []
  const lineOf = (client: JobClient) => client[turnOf] ?? client.network ?? client.account
  const same = (client: JobClient, key: 'account' | 'network'): number =>
    client[key] === undefined ? 0 : jobs.filter((job) => job[key] === client[key]).length
  const held = (client: JobClient): number =>
    client.account === undefined && client.network === undefined
      ? jobs.filter((job) => lineOf(job) === undefined).length
      : Math.max(same(client, 'account'), same(client, 'network'))
  const inOrder = (): Named[] => order.flatMap((line) => jobs.filter((job) => lineOf(job) === line))
  const drop = (job: Named): void => {
    jobs = jobs.filter((each) => each !== job)
    order = order.filter((line) => jobs.some((each) => lineOf(each) === line))
  }
  return {
    size: () => jobs.length,
    /** What becomes of a job: no place, a free place, or the place of another. */
    add(job: Named): 'refused' | number | undefined {
      const share = Math.ceil(places / 2)
      if (same(job, 'network') >= share) return 'refused'
      const isAccountFull = same(job, 'account') >= share
      let lost: Named | undefined
      if (jobs.length >= places || isAccountFull) {
        const by = (each: JobClient): number => (isAccountFull ? same(each, 'network') : held(each))
        const more = inOrder().filter(
          (each) => by(each) > by(job) + 1 && (!isAccountFull || each.account === job.account),
        )
        const most = Math.max(...more.map(by))
        lost = more.findLast((each) => by(each) === most)
        if (lost === undefined) return 'refused'
        drop(lost)
      }
      jobs.push(job)
      if (!order.includes(lineOf(job))) order.push(lineOf(job))
      return lost?.name
    },
    next(): number | undefined {
      const [line] = order
      const job = jobs.find((each) => lineOf(each) === line)
      if (job === undefined) return undefined
      order.push(order.shift())
      drop(job)
      return job.name
    },
  }
}

const key = (prefix: string) =>
  fc
    .option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 8 })
    .map((n) => (n === undefined ? undefined : `${prefix}${n}`))
const client = fc.record({ account: key('user:'), network: key('10.0.0.') })

describe('the jobs that wait', () => {
  it('are those of the plain model, in its order, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.constantFrom('account' as const, 'network' as const),
        fc.array(fc.option(client, { nil: 'next' as const, freq: 2 }), { maxLength: 60 }),
        (places, turnOf, steps) => {
          const real = waitingJobs(places, turnOf)
          const model = plainModel(places, turnOf)
          const names = new Map<WaitingJob, number>()
          const lost: number[] = []
          for (const [name, step] of steps.entries()) {
            if (step === 'next') {
              const job = real.next()
              expect(job && names.get(job)).toBe(model.next())
              continue
            }
            const job: WaitingJob = { start: () => {}, lose: () => void lost.push(name) }
            names.set(job, name)
            const expected = model.add({ ...step, name })
            expect(real.hasPlace(step)).toBe(expected !== 'refused')
            if (expected === 'refused') continue
            real.add(step, job)
            expect(lost.splice(0)).toEqual(expected === undefined ? [] : [expected])
            expect(real.size).toBe(model.size())
          }
        },
      ),
      { numRuns: 2_000 },
    )
  })
})

describe('R-03: an attacker who can log in to accounts of their own', () => {
  const PLACES = 8
  const owner: HashClient = { account: 'user:owner', network: '192.0.2.1', isKnown: true }
  const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))

  it.each([
    ['one account from 100 networks', 1, 100],
    ['100 accounts from one network', 100, 1],
    ['three accounts from 100 networks', 3, 100],
    ['100 accounts from three networks', 100, 3],
    ['7 accounts from 7 networks', 7, 7],
  ])(
    '%s: fills the places of known clients, and the owner of another still logs in',
    async (_, accounts, networks) => {
      const queue = createHashQueue({ jobs: 1, queue: PLACES, maxWait: 600_000 })
      const started: string[] = []
      const gates: (() => void)[] = []
      const add = (name: string, given: HashClient): Promise<string> =>
        queue(async () => {
          started.push(name)
          await new Promise<void>((resolve) => gates.push(resolve))
          return 'computed'
        }, given).catch((error: unknown) => {
          if (isUnavailableError(error)) return '503'
          throw error
        })
      const flood = (): void => {
        for (let i = 0; i < 200; i++) {
          void add('attacker', {
            account: `user:${i % accounts}`,
            network: `10.0.0.${i % networks}`,
            isKnown: true,
          })
        }
      }
      flood()
      await settled()
      const login = add('owner', owner)
      // Nothing that comes later takes the place of the owner.
      for (let left = PLACES; left > 0; left--) {
        flood()
        await settled()
        gates.shift()?.()
      }
      gates.forEach((end) => end())
      await settled()
      expect(started).toContain('owner')
      // One ran, and of each account or network at most one comes first.
      expect(started.indexOf('owner')).toBeLessThanOrEqual(PLACES)
      gates.splice(0).forEach((end) => end())
      expect(await login).toBe('computed')
    },
  )

  it('one account, guessed at from everywhere, leaves places for the logins of others', async () => {
    const jobs = waitingJobs(PLACES, 'network')
    const waiting = (): WaitingJob => ({ start: () => {}, lose: () => {} })
    for (let i = 0; i < 100; i++) {
      const guess = { account: 'user:owner', network: `10.0.0.${i}` }
      if (jobs.hasPlace(guess)) jobs.add(guess, waiting())
    }
    expect(jobs.size).toBe(PLACES / 2)
    expect(jobs.hasPlace({ account: 'user:other', network: '192.0.2.7' })).toBe(true)
  })
})
