/** The checker itself, on histories written by hand. */
import { expect, it } from 'vitest'

import { checkHistory } from './check-history.ts'
import type { Observation, RecordedToken, Run, Span } from './facts.ts'

const BOUND = 1_000
const run: Run = { node: 'node 1', keys: [0] }
const other: Run = { node: 'node 2', keys: [1, 0] }
const valid: Span = { from: 0, validity: 'valid' }
const revoked: readonly Span[] = [
  valid,
  { from: 5_000, validity: 'unknown' },
  { from: 5_100, validity: 'invalid', by: other },
]

function problems(given: Partial<Observation>, spans: readonly Span[] = revoked, key?: number) {
  const signed = key === undefined ? {} : { key }
  const token: RecordedToken = { kind: 'classic', spans: [...spans], ...signed }
  const answer = { operation: 'request', start: 0, end: 0, run, token, status: 200 }
  const observation: Observation = { ...answer, ...given }
  return checkHistory([observation], BOUND, [{ node: 'node 1', from: 100, to: 3_000 }]).length
}

it.each([
  ['at the bound', { start: 6_100, end: 6_110 }, 0],
  ['later than the bound', { start: 6_101, end: 6_110 }, 1],
  ['at once, by the node that made the change', { run: other, start: 5_101, end: 5_110 }, 1],
  ['at once, by what reads the store', { fresh: true, start: 5_101, end: 5_110 }, 1],
  ['begun before the change', { start: 4_999, end: 9_000 }, 0],
  ['begun during the change', { start: 5_050, end: 9_000 }, 0],
  ['in a partition, within the bound', { start: 1_100, end: 1_110 }, 0],
  ['in a partition, later', { start: 1_101, end: 1_110 }, 1],
  ['at the end of a partition', { start: 2_990, end: 3_010 }, 0],
])('accepted %s', (_name, given, expected) => {
  expect(problems(given)).toBe(expected)
})

it.each([
  ['while valid', { status: 403, start: 10, end: 4_999 }, 1],
  ['while valid, by another status', { status: 401, start: 10, end: 20 }, 1],
  ['when a change has begun', { status: 403, start: 10, end: 5_000 }, 0],
  ['after the change', { status: 403, start: 5_100, end: 5_200 }, 0],
])('refused %s', (_name, given, expected) => {
  expect(problems(given)).toBe(expected)
})

it.each([
  ['accepted without its key', { status: 200 }, 1],
  ['refused without its key', { status: 403 }, 0],
  ['refused with its key', { status: 403, run: other }, 1],
])('a token %s', (_name, given, expected) => {
  expect(problems({ start: 10, end: 20, ...given }, [valid], 1)).toBe(expected)
})

it.each([
  [500, 1],
  [404, 1],
  [503, 0],
  [0, 0],
])('an answer of %i', (status, expected) => {
  expect(problems({ status })).toBe(expected)
})

it('a change that takes effect later counts from its acknowledgement or its effect, whichever is later', () => {
  const spans: readonly Span[] = [{ from: 2_000, committed: 1_500, validity: 'invalid', by: other }]
  const at = (start: number, by: Run) => problems({ start, end: start, run: by }, spans)
  expect(at(2_001, other)).toBe(1)
  expect([at(2_500, { ...run, node: 'x' }), at(2_501, { ...run, node: 'x' })]).toEqual([0, 1])
})
