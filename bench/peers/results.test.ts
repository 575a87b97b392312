/** What is computed of a run. */
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import { joinResults } from './join-results.ts'
import { type InRound, type Results, type RowResult, median, ratio } from './results.ts'
import { marks } from './report/marks.ts'
import { summary } from './report/summary.ts'
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

describe('runs of one commit', () => {
  const about = { commit: 'a', machine: 'm', secs: 3, rounds: 2, date: '2026-01-01', versions: {} }
  const run = (rate: number, commit = 'a'): Results => ({
    ...{ about: { ...about, commit }, leftOut: [], failures: [] },
    rows: [row('one', [measurement(1, rate), measurement(2, rate)])],
  })

  it('are joined: each round keeps a number of its own', () => {
    const { about: joined, rows } = joinResults([run(1), run(2)])
    expect(joined.rounds).toBe(4)
    expect(rows[0]?.measurements.map(({ round, rate }) => [round, rate])).toEqual([
      ...[
        [1, 1],
        [2, 1],
      ],
      ...[
        [3, 2],
        [4, 2],
      ],
    ])
  })

  it('are not joined with those of another', () => {
    expect(() => joinResults([run(1), run(2, 'b')])).toThrow('commit a and b')
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

it('the table in README.md is that of the record', () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
  const record = JSON.parse(read('../results/results.json')) as Results
  const cells = (text: string): string => text.replaceAll(/ *\| */g, '|').replaceAll(/-+/g, '-')
  expect(cells(read('../../README.md'))).toContain(cells(summary(record)))
})
