/** How a pool is used while its database is silent: within bounds of number and time. */
import { describe, expect, it } from 'vitest'

import { UnavailableError } from '../../../src/index.ts'
import { mysqlStore } from '../../../src/stores/mysql/index.ts'
import { postgresStore } from '../../../src/stores/postgres/index.ts'
import { createConnections } from '../../../src/stores/sql/connections.ts'
import type { Connection } from '../../../src/stores/sql/with-connection.ts'

const MOST = 3
/** Milliseconds. */
const LIMIT = 20

/** A pool whose connections are handed out by the test, and how each of them ended. */
function trialPool(all: () => Promise<readonly []> = async () => []) {
  const asked: ((connection: Connection) => void)[] = []
  const log: string[] = []
  const made = new Map<string, Connection>()
  const connection = (name = `c${made.size + 1}`): Connection => {
    const known = made.get(name) ?? {
      executor: {
        all: () => (log.push(`${name} all`), all()),
        first: async () => (log.push(`${name} first`), undefined),
        run: async () => (log.push(`${name} run`), 1),
        once: async (sql) => void log.push(`${name} ${sql}`),
      },
      release: () => log.push(`${name} released`),
      destroy: () => log.push(`${name} destroyed`),
    }
    made.set(name, known)
    return known
  }
  const connections = createConnections({
    max: MOST,
    acquire: () => new Promise((resolve) => asked.push(resolve)),
    isUsableAfter: () => false,
    kindOfError: (error) =>
      error instanceof Error && error.message === 'broken' ? 'broken' : 'other',
  })
  /** Hands out the next connection as soon as somebody asks. */
  const give = async (name?: string): Promise<void> => {
    await expect.poll(() => asked.length, { interval: 1 }).toBeGreaterThan(0)
    asked.shift()?.(connection(name))
  }
  return { connections, asked, log, give }
}

describe('a pool that gives no connection', () => {
  it('is asked for no more than there may be; who waits leaves in time', async () => {
    const { connections, asked, log, give } = trialPool()
    const calls = Array.from({ length: 50 }, () =>
      connections.read(LIMIT, (each) => each.all('SELECT 1')),
    )
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected')
    expect(asked).toHaveLength(MOST)
    // Not even now, when the pool is still silent: those that were given up stay counted.
    await expect(connections.read(LIMIT, (each) => each.all('SELECT 1'))).rejects.toThrow(
      UnavailableError,
    )
    expect(asked).toHaveLength(MOST)

    for (let i = 0; i < MOST; i++) await give()
    await expect.poll(() => log).toEqual(['c1 released', 'c2 released', 'c3 released'])
    const next = connections.read(60_000, (each) => each.all('SELECT 1'))
    await give('c1')
    expect(await next).toEqual([])
  })

  it('gives one when it is too late: the write that was given up is not done', async () => {
    const { connections, log, give } = trialPool()
    const late = connections.use(LIMIT, (each) => each.run('UPDATE t SET a = 1'))
    await expect(late).rejects.toThrow(UnavailableError)
    await give()
    await expect.poll(() => log).toEqual(['c1 released'])
  })
})

it.each([0, -1, 1.5, Number.NaN])('no pool of %d connections', (maxConnections) => {
  for (const open of [
    () => postgresStore('postgres://x/y', { maxConnections }),
    () => mysqlStore('mysql://x/y', { maxConnections }),
  ]) {
    expect(open).toThrow(/`maxConnections` must be a whole number, from 1 to 10000; got/)
  }
})

describe('a connection', () => {
  it('that does not answer in time is ended: its answer would be taken for another’s', async () => {
    const { connections, log, give } = trialPool(() => new Promise(() => undefined))
    const silent = connections.read(LIMIT, (each) => each.all('SELECT 1'))
    await give()
    await expect(silent).rejects.toThrow(UnavailableError)
    expect(log).toEqual(['c1 all', 'c1 destroyed'])
  })

  it('that is dead: one more try, on one that is new, and no other', async () => {
    const { connections, log, give } = trialPool(() => Promise.reject(new Error('broken')))
    const read = () => connections.read(60_000, (each) => each.all('SELECT 1'))
    const first = read()
    await give('old')
    await give('older')
    await expect(first).rejects.toThrow('broken')
    log.length = 0

    const second = read()
    for (const name of ['old', 'older', 'new']) await give(name)
    await expect(second).rejects.toThrow('broken')
    expect(log).toEqual(['old all', 'old destroyed', 'older destroyed', 'new all', 'new destroyed'])
  })

  it('that is dead is no reason to write twice', async () => {
    const { connections, log, give } = trialPool(() => Promise.reject(new Error('broken')))
    const written = connections.use(60_000, (each) => each.all('UPDATE t SET a = a + 1'))
    await give()
    await expect(written).rejects.toThrow('broken')
    const begun = connections.transaction(60_000, ['BEGIN'], (each) => each.all('UPDATE t'))
    await give()
    await expect(begun).rejects.toThrow('broken')
    expect(log).toEqual([
      'c1 all',
      'c1 destroyed',
      'c2 BEGIN',
      'c2 all',
      'c2 ROLLBACK',
      'c2 destroyed',
    ])
  })
})
