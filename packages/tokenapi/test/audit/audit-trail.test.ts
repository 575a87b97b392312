/** Events are recorded in the background: an outage neither delays nor fails a request, and is recorded itself. */
import { afterEach, describe, expect, it, vi } from 'vitest'

import { auditTrail } from '../../src/audit/index.ts'
import type { EventEntry, EventLog } from '../../src/core/events/event-log.ts'
import type { OperatorWarning } from '../../src/core/events/warn-once.ts'
import { ConfigError, UnavailableError } from '../../src/index.ts'

/** A log in memory that can fail. */
function logInMemory() {
  const written: EventEntry[] = []
  const log = {
    written,
    appends: [] as (readonly EventEntry[])[],
    pruned: [] as Date[],
    error: undefined as unknown,
    async append(entries: readonly EventEntry[]) {
      log.appends.push(entries)
      if (log.error !== undefined) throw log.error
      written.push(...entries)
    },
    async *list() {},
    async prune(before: Date) {
      if (log.error !== undefined) throw log.error
      log.pruned.push(before)
      return 0
    },
  } satisfies EventLog & Record<string, unknown>
  return log
}

const event = (n: number, name = 'login.failed') => ({
  name,
  time: new Date(n),
  userId: n,
  username: `maria-${n}`,
  reason: 'wrong password',
  code: 'invalid_login',
  request: { method: 'POST', path: '/token/new.json', address: '203.0.113.7', id: `r-${n}` },
})

afterEach(() => vi.useRealTimers())

describe('auditTrail', () => {
  it('records an event with its request, and its own start and stop', async () => {
    const log = logInMemory()
    const audit = auditTrail(log)
    audit.record(event(1))
    expect(log.appends).toEqual([])
    await audit.close()
    audit.record(event(2))
    await audit.close()
    expect(log.written).toMatchObject([
      { name: 'audit.started' },
      {
        time: new Date(1),
        name: 'login.failed',
        userId: '1',
        username: 'maria-1',
        address: '203.0.113.7',
        requestId: 'r-1',
        method: 'POST',
        path: '/token/new.json',
        code: 'invalid_login',
        reason: 'wrong password',
        details: undefined,
      },
      { name: 'audit.stopped' },
    ])
  })

  it('an error is described without its message, a warning by it, and other members are details', async () => {
    const log = logInMemory()
    const audit = auditTrail(log)
    const error = Object.assign(new Error("Duplicate entry 'canary'"), { code: 'ER_DUP_ENTRY' })
    audit.record({ name: 'login.unavailable', time: new Date(0), error })
    audit.record({
      ...{ name: 'warning.found', time: new Date(0), code: 'TOKENAPI_X', message: 'm', fix: 'f' },
      ...{ retryAfter: 3, isKnown: true, what: { secret: 1 } },
    })
    await audit.close()
    expect(log.written.slice(1, 3)).toMatchObject([
      { reason: 'Error ER_DUP_ENTRY' },
      { code: 'TOKENAPI_X', reason: 'm', details: { fix: 'f', retryAfter: 3, isKnown: true } },
    ])
    expect(JSON.stringify(log.written)).not.toMatch(/canary|secret/)
  })

  it('successful authentications and requests without credentials are left out, unless asked for', async () => {
    const events = [
      event(1, 'authentication.succeeded'),
      { ...event(2, 'authentication.refused'), code: 'missing_credentials' },
      event(3, 'authentication.refused'),
    ]
    const names = async (options?: Parameters<typeof auditTrail>[1]): Promise<unknown[]> => {
      const log = logInMemory()
      const audit = auditTrail(log, options)
      for (const each of events) audit.record(each)
      await audit.close()
      return log.written.slice(1, -1).map(({ userId }) => userId)
    }
    expect(await names()).toEqual(['3'])
    expect(await names({ records: () => true })).toEqual(['1', '2', '3'])
  })

  it('writes within an interval, many in one statement', async () => {
    vi.useFakeTimers()
    const log = logInMemory()
    const audit = auditTrail(log, { interval: 500 })
    for (let i = 0; i < 1_200; i++) audit.record(event(i))
    await vi.advanceTimersByTimeAsync(499)
    expect(log.appends).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(log.appends.map(({ length }) => length)).toEqual([512, 512, 128, 32, 16, 1])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(log.appends).toHaveLength(6)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('goes on after a flush with nothing to write', async () => {
    const log = logInMemory()
    const audit = auditTrail(log)
    expect(await audit.flush()).toBe(true)
    expect(await audit.flush()).toBe(true)
    audit.record(event(1))
    expect(await audit.flush()).toBe(true)
    expect(log.written.map(({ name }) => name)).toEqual(['audit.started', 'login.failed'])
    await audit.close()
  })

  it('events that arrive during a write or just before the end are written', async () => {
    const log = logInMemory()
    const audit = auditTrail(log)
    const flushing = audit.flush()
    audit.record(event(1))
    expect(await flushing).toBe(true)
    setImmediate(() => audit.record(event(2)))
    await audit.close()
    expect(log.written.map(({ userId, name }) => userId ?? name)).toEqual([
      'audit.started',
      '1',
      '2',
      'audit.stopped',
    ])
  })

  it('an outage: events wait, those beyond the bound are counted, and all is recorded afterwards', async () => {
    vi.useFakeTimers({ now: 0 })
    const log = logInMemory()
    const warnings: OperatorWarning[] = []
    const audit = auditTrail(log, { maxWaiting: 10, onWarning: (each) => warnings.push(each) })
    await vi.advanceTimersByTimeAsync(1_000)
    log.error = new UnavailableError('the database did not answer within 1500 ms')
    for (let i = 1; i <= 25; i++) audit.record(event(i))
    expect(await audit.flush()).toBe(false)
    for (let i = 26; i <= 30; i++) audit.record(event(i))
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(warnings).toMatchObject([
      {
        code: 'TOKENAPI_AUDIT',
        message: 'the audit trail cannot be written: the database did not answer within 1500 ms',
      },
    ])
    // The same list each time, so that the log recognizes what it has written. At most two attempts a minute.
    expect(new Set(log.appends.slice(1)).size).toBe(1)
    expect(log.appends.length).toBeLessThan(130)
    log.error = undefined
    await vi.advanceTimersByTimeAsync(30_000)
    expect(log.written.map(({ name, userId }) => userId ?? name)).toEqual([
      'audit.started',
      ...['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'],
      'audit.dropped',
      ...['26', '27', '28', '29', '30'],
    ])
    expect(log.written[11]?.details).toEqual({ count: 15, since: '1970-01-01T00:00:01.000Z' })
    // The next outage is another warning.
    log.error = new ConfigError('there is no table')
    audit.record(event(31))
    await vi.advanceTimersByTimeAsync(1_000)
    expect(warnings).toHaveLength(2)
    expect(warnings[1]?.fix).toMatch(/^Until that is fixed/)
    vi.useRealTimers()
    await audit.close()
    expect(warnings.at(-1)?.message).toMatch(/^2 events were lost/)
  })

  it('is pruned soon after the start and once a day, and says once each time why it is not', async () => {
    vi.useFakeTimers({ now: 10 * 86_400_000 })
    const log = logInMemory()
    const warnings: OperatorWarning[] = []
    const audit = auditTrail(log, {
      retentionDays: 7,
      onWarning: (each) => warnings.push(each),
    })
    await vi.advanceTimersByTimeAsync(120_000)
    expect(log.pruned).toHaveLength(1)
    expect(Number(log.pruned[0]) / 86_400_000).toBeCloseTo(3, 2)
    log.error = new ConfigError('our role may not do that')
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(log.pruned).toHaveLength(1)
    expect(warnings.map(({ message }) => message)).toEqual([
      'old entries of the audit trail cannot be removed: our role may not do that',
    ])
    log.error = undefined
    await vi.advanceTimersByTimeAsync(86_400_000)
    expect(log.pruned).toHaveLength(2)
    const closing = audit.close()
    await vi.advanceTimersByTimeAsync(10)
    await closing
    expect(vi.getTimerCount()).toBe(0)
  })

  it.each([
    [
      { retentionDays: 0 },
      /`retentionDays` must be a whole number of days, from 1 to 36500; got 0/,
    ],
    [{ interval: 1.5 }, /`interval` must be/],
    [{ retentiondays: 3 }, /has no option `retentiondays`. Did you mean `retentionDays`\?/],
  ])('%j is an error', (options, message) => {
    expect(() => auditTrail(logInMemory(), options as object)).toThrow(message)
  })

  it('a log that is not one is an error', () => {
    expect(() => auditTrail({} as EventLog)).toThrow(
      '`log` has no method `append`: it takes an object as `sqlEvents(store)` gives it',
    )
  })
})
