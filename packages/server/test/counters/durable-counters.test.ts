/** Counts wait through an outage in bounded memory, and none of them is lost. */
import type { CounterIncrease, SqlCounters } from 'tokenapi/admin'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { KEPT_DAYS, durableCounters } from '../../src/counters/durable-counters.ts'
import type { Sample } from '../../src/operations/metrics.ts'

const START = new Date('2026-03-01T12:00:00Z')
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'], now: START })
})
afterEach(() => vi.useRealTimers())

/** A table that may be out of order, and counters that a test moves on. */
function bench() {
  const rows: CounterIncrease[] = []
  const batches: number[] = []
  const compacted: unknown[] = []
  const lines: string[] = []
  const totals = new Map<string, number>()
  const state = { fails: false }
  const table: SqlCounters = {
    async add(counts) {
      batches.push(counts.length)
      if (state.fails) throw new Error('the database does not answer')
      rows.push(...counts)
    },
    sums: async () => [],
    async compact(options) {
      compacted.push(options)
    },
  }
  const read = async (): Promise<readonly Sample[]> =>
    [...totals].map(([labels, value]) => ({ name: 'n', labels, value }))
  const line = (given: unknown, text?: string): void =>
    void lines.push(text ?? (typeof given === 'string' ? given : ''))
  const counters = durableCounters({ table, read, log: { warn: line, info: line } })
  const sum = (): number => rows.reduce((all, { count }) => all + count, 0)
  const count = (labels: string, by = 1): void =>
    void totals.set(labels, (totals.get(labels) ?? 0) + by)
  return { counters, rows, batches, compacted, lines, state, sum, count }
}

const later = async (seconds: number): Promise<void> => {
  for (let i = 0; i < seconds; i += 10) await vi.advanceTimersByTimeAsync(10_000)
}

it('writes what was gained, each 10 seconds, in the minute in which it was counted', async () => {
  const { rows, batches, count, counters } = bench()
  count('a', 3)
  await later(10)
  await later(50)
  count('a', 2)
  count('b')
  await later(10)
  expect(rows).toEqual([
    { time: START, name: 'n', labels: 'a', count: 3 },
    { time: new Date(START.getTime() + 60_000), name: 'n', labels: 'a', count: 2 },
    { time: new Date(START.getTime() + 60_000), name: 'n', labels: 'b', count: 1 },
  ])
  // Nothing happened: nothing is written.
  expect(batches).toEqual([1, 2])
  await counters.close()
})

it('an outage loses nothing: it is one line in the log, and what waited is written after it', async () => {
  const { rows, state, lines, counters, count, sum } = bench()
  state.fails = true
  for (let i = 0; i < 12; i++) {
    count('a')
    await later(10)
  }
  expect([rows.length, counters.problem()]).toEqual([0, 'the database does not answer'])
  state.fails = false
  expect(await counters.flush()).toBe(true)
  expect([sum(), counters.problem()]).toEqual([12, undefined])
  // By minutes, not by writes.
  expect(rows.length).toBe(2)
  expect(lines).toEqual([
    'counters cannot be written: they wait in memory',
    'counters are written again',
  ])
  await counters.close()
})

it('a long outage takes bounded memory, and loses nothing either', async () => {
  const { rows, state, counters, count, sum } = bench()
  state.fails = true
  const minutes = 60
  for (let minute = 0; minute < minutes; minute++) {
    for (let series = 0; series < 500; series++) count(`series ${series}`)
    await later(60)
  }
  state.fails = false
  await counters.flush()
  await counters.flush()
  expect(sum()).toBe(minutes * 500)
  expect(rows.length).toBeLessThanOrEqual(21_000)
  await counters.close()
})

it('is written at the end, and the table is made smaller once an hour', async () => {
  const { compacted, counters, count, sum } = bench()
  await later(130)
  expect(compacted).toEqual([{ now: expect.any(Date), keptDays: KEPT_DAYS }])
  await later(3_700)
  expect(compacted).toHaveLength(2)
  count('a', 7)
  await counters.close()
  expect(sum()).toBe(7)
})
