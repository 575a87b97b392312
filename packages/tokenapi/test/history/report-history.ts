import { type Violation, checkHistory, spanAround } from './check-history.ts'
import type { Cut, FaultSpan, Observation, Run, Span } from './facts.ts'

export interface HistoryReport {
  readonly operations: number
  readonly acceptances: number
  readonly refusals: number
  readonly unavailable: number
  /** Requests to a node that ended. */
  readonly unanswered: number
  /** Ends of a token that a node was asked about afterwards. */
  readonly ends: number
  /** Milliseconds from the acknowledgement of a change to the last request that was let in all the same. */
  readonly p99: number
  readonly worst: number
  /** Milliseconds from the end of a partition to the first request that the node lets in, at most. */
  readonly recovery: number
  readonly violations: readonly Violation[]
}

export function reportHistory(
  observations: readonly Observation[],
  bound: number,
  cuts: readonly Cut[],
): HistoryReport {
  const count = (...statuses: readonly number[]): number =>
    observations.filter(({ status }) => statuses.includes(status)).length
  const delays = delaysOf(observations).toSorted((a, b) => a - b)
  return {
    operations: observations.length,
    acceptances: count(200),
    refusals: count(401, 403),
    unavailable: count(503),
    unanswered: count(0),
    ends: delays.length,
    p99: delays[Math.ceil(delays.length * 0.99) - 1] ?? 0,
    worst: delays.at(-1) ?? 0,
    recovery: Math.max(0, ...cuts.map((cut) => recoveryOf(cut, observations))),
    violations: checkHistory(observations, bound, cuts),
  }
}

/** For each end of a token and each node that was asked afterwards, how long the node let it in. */
function delaysOf(observations: readonly Observation[]): number[] {
  const delays = new Map<Span, Map<Run, number>>()
  for (const observation of observations) {
    const { status, start, run } = observation
    const span = spanAround(observation)
    if (span?.validity !== 'invalid' || span.by === run || span.from <= 0) continue
    if (status === 0 || status === 503) continue
    const ofSpan = delays.get(span) ?? new Map<Run, number>()
    delays.set(span, ofSpan)
    const delay = status === 200 ? start - (span.committed ?? span.from) : 0
    ofSpan.set(run, Math.max(delay, ofSpan.get(run) ?? 0))
  }
  return [...delays.values()].flatMap((ofSpan) => [...ofSpan.values()])
}

function recoveryOf({ node, to }: Cut, observations: readonly Observation[]): number {
  const first = observations.find(
    ({ run, status, start }) => run.node === node && status === 200 && start > to,
  )
  return first === undefined ? 0 : first.end - to
}

export function printHistory(
  name: string,
  report: HistoryReport,
  changes: string,
  faults: readonly FaultSpan[],
): string {
  const { operations, acceptances, refusals, unavailable, unanswered } = report
  const { ends, p99, worst, recovery, violations } = report
  return [
    `history over ${name}: ${operations} operations`,
    `  let in ${acceptances}, refused ${refusals}, 503 ${unavailable}, no answer ${unanswered}`,
    `  ${changes}`,
    `  let in after the end of a token (${ends} times asked): p99 ${Math.round(p99)} ms, worst ${Math.round(worst)} ms`,
    `  from the end of a partition to the first request let in: at most ${Math.round(recovery)} ms`,
    `  violations: ${violations.length}`,
    ...violations.slice(0, 20).map(describeViolation),
    ...faultsBefore(violations[0], faults),
  ].join('\n')
}

/** What was broken in the ten seconds before the first violation, and since. */
function faultsBefore(first: Violation | undefined, faults: readonly FaultSpan[]): string[] {
  if (first === undefined) return []
  return faults
    .filter(({ to }) => to > first.observation.start - 10_000)
    .slice(0, 10)
    .map(
      ({ name, node, from, to }) =>
        `    ${Math.round(from)} to ${Math.round(to)}: ${name} (${node})`,
    )
}

function describeViolation({ problem, observation }: Violation): string {
  const { operation, run, token, start, end, reason: why } = observation
  const spans = token.spans.map(({ from, validity, reason }) =>
    `${Math.round(from)} ${validity} ${reason ?? ''}`.trim(),
  )
  return `    ${run.node}, ${operation} of a ${token.kind} token, ${Math.round(start)} to ${Math.round(end)}: ${problem}${why === undefined ? '' : `: ${why}`} (${spans.join(', ')})`
}
