/** The figures of a period, from the counters in the database. */
import type { CounterIncrease, SqlCounters } from 'tokenapi/admin'

import {
  ANSWER_SECONDS,
  ANSWER_TIMES,
  LOGINS,
  REFUSALS,
  UPGRADES,
  VERIFICATIONS,
} from '../../metric-names.js'
import { type Period, type Span, spanBefore, spanOf } from './periods.js'
import { type Buckets, quantile } from './quantile.js'

/** Each count: its metric, and its labels there. */
const COUNTED = {
  loginsSucceeded: [LOGINS, 'outcome="succeeded"'],
  loginsFailed: [LOGINS, 'outcome="failed"'],
  loginsThrottled: [LOGINS, 'outcome="throttled"'],
  verificationsSucceeded: [VERIFICATIONS, 'outcome="succeeded"'],
  verificationsRefused: [VERIFICATIONS, 'outcome="refused"'],
  passwordUpgrades: [UPGRADES, 'outcome="succeeded"'],
} as const

type Name = keyof typeof COUNTED
const NAMES = Object.keys(COUNTED) as readonly Name[]

export async function readFigures(counters: SqlCounters, period: Period, now: number) {
  const span = spanOf(period, now)
  const before = spanBefore(span)
  const sums = await counters.sums(span)
  const sumsBefore = await counters.sums(before)
  // Whether counters were kept then: without any there is nothing to compare with.
  const hasBefore = sumsBefore.length > 0

  const series = byName((name) => countsOf(sums, span, name))
  const totals = byName((name) => ({
    count: sumOf(series[name]),
    before: hasBefore ? sumOf(countsOf(sumsBefore, before, name)) : null,
  }))
  const byTime = groupedByTime(sums)
  const perStep = span.times.map((time) => bucketsOf(byTime.get(time.getTime()) ?? []))
  return {
    since: span.since.toISOString(),
    until: span.until.toISOString(),
    stepMinutes: span.step,
    times: span.times.map((time) => time.toISOString()),
    series: { ...series, ...latenciesOf(perStep) },
    totals,
    refusals: refusalsOf(sums, sumsBefore, hasBefore),
    latency: latencyOf(bucketsOf(sums)),
    latencyBefore: latencyOf(bucketsOf(sumsBefore)),
  }
}

export type Figures = Awaited<ReturnType<typeof readFigures>>

function byName<T>(make: (name: Name) => T): Record<Name, T> {
  return Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<Name, T>
}

function countsOf(sums: readonly CounterIncrease[], { times }: Span, wanted: Name): number[] {
  const [metric, labels] = COUNTED[wanted]
  const found = new Map(
    sums
      .filter((each) => each.name === metric && each.labels === labels)
      .map(({ time, count }) => [time.getTime(), count]),
  )
  return times.map((time) => found.get(time.getTime()) ?? 0)
}

function groupedByTime(sums: readonly CounterIncrease[]): ReadonlyMap<number, CounterIncrease[]> {
  const groups = new Map<number, CounterIncrease[]>()
  for (const each of sums) {
    const group = groups.get(each.time.getTime())
    if (group === undefined) groups.set(each.time.getTime(), [each])
    else group.push(each)
  }
  return groups
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

function refusalsOf(
  sums: readonly CounterIncrease[],
  sumsBefore: readonly CounterIncrease[],
  hasBefore: boolean,
) {
  const [counts, before] = [byCode(sums), byCode(sumsBefore)]
  return [...counts]
    .map(([code, count]) => ({ code, count, before: hasBefore ? (before.get(code) ?? 0) : null }))
    .toSorted((a, b) => b.count - a.count)
}

function byCode(sums: readonly CounterIncrease[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { name, labels, count } of sums) {
    const code = name === REFUSALS ? labelOf(labels, 'code') : undefined
    if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + count)
  }
  return counts
}

/** Without logins: they take as long as a password hash, and would hide the rest. */
function bucketsOf(sums: readonly CounterIncrease[]): Buckets {
  const buckets = new Map<number, number>()
  for (const { name, labels, count } of sums) {
    if (name !== ANSWER_TIMES || labelOf(labels, 'route') === 'login') continue
    const le = labelOf(labels, 'le')
    const bound = le === '+Inf' ? Infinity : Number(le)
    buckets.set(bound, (buckets.get(bound) ?? 0) + count)
  }
  return buckets
}

function latenciesOf(perStep: readonly Buckets[]) {
  const all = perStep.map(latencyOf)
  return { p50: all.map(({ p50 }) => p50), p99: all.map(({ p99 }) => p99) }
}

/** Milliseconds. */
function latencyOf(buckets: Buckets): { readonly p50: number | null; readonly p99: number | null } {
  return { p50: milliseconds(0.5, buckets), p99: milliseconds(0.99, buckets) }
}

function milliseconds(share: number, buckets: Buckets): number | null {
  const seconds = quantile(share, buckets, ANSWER_SECONDS)
  return seconds === undefined ? null : Math.round(seconds * 100_000) / 100
}

const LABELS = {
  code: /(?:^|,)code="([^"]*)"/,
  route: /(?:^|,)route="([^"]*)"/,
  le: /(?:^|,)le="([^"]*)"/,
} as const

/** The value of a label in `route="view",le="0.5"`. */
function labelOf(labels: string, name: keyof typeof LABELS): string | undefined {
  return LABELS[name].exec(labels)?.[1]
}
