/** What is computed of a run. */
import { describe, expect, it } from 'vitest'

import { type InRound, type RowResult, median, ratio } from './results.ts'
import { marks } from './report/marks.ts'
import type { Measurement } from './run/measure.ts'

const measurement = (round: number, rate: number, others = 0): InRound<Measurement> => ({
  ...{ round, rate, others, p50: 1, p99: 2 },
  ...{ cpuMicroseconds: 50, memoryMegabytes: 60, startMs: 100 },
})
const row = (id: string, measurements: RowResult['measurements']): RowResult => ({
  ...{ id, name: id, group: 'tokenapi', framework: 'Fastify', database: 'sqlite' },
  ...{ revocation: 'within 1 s', measurements, storms: [] },
})

describe('median', () => {
  it.each([
    ['of an odd number of rounds', [1, 9, 3].map((rate, at) => measurement(at, rate)), 3],
    ['of an even number', [1, 9, 3, 5].map((rate, at) => measurement(at, rate)), 4],
    ['leaves out rounds beside other programs', [measurement(1, 5), measurement(2, 1, 0.9)], 5],
    ['of all rounds where none was quiet', [measurement(1, 5, 0.9), measurement(2, 1, 0.9)], 3],
  ])('%s', (_case, rounds, expected) => {
    expect(median(rounds, ({ rate }) => rate)).toBe(expected)
  })
})

describe('ratio', () => {
  it('compares neighbours of a round, also where a round failed', () => {
    const slow = row('a', [measurement(1, 50), measurement(3, 500)])
    const fast = row('b', [measurement(1, 100), measurement(2, 7), measurement(3, 1_000)])
    expect(ratio(slow, fast)).toBe(0.5)
  })

  it('is undefined where no round has both', () => {
    expect(ratio(row('a', [measurement(1, 1)]), row('b', [measurement(2, 1)]))).toBeUndefined()
    expect(ratio(row('a', [measurement(1, 1)]), undefined)).toBeUndefined()
  })
})

it('a mark that is not reached shows as such', () => {
  const rows = [row('fastify-memory', [measurement(1, 100)])]
  const results = (rate: number) => ({
    ...{ leftOut: [], failures: [], about: {} as never },
    rows: [...rows, row('fastify-sqlite-1s', [measurement(1, rate)])],
  })
  expect(marks(results(92))).toContain('| at least 0.92 | 0.92 | yes |')
  expect(marks(results(91))).toContain('| at least 0.92 | 0.91 | no |')
})
