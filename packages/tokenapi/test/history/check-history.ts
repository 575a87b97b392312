/** Finds what must not happen in a history. */
import type { Cut, Observation, Span } from './facts.ts'

export interface Violation {
  readonly problem: string
  readonly observation: Observation
}

const ANSWERS: ReadonlySet<number> = new Set([0, 200, 401, 403, 503])

/**
 * An acceptance that begins later than the bound after the end of the token was acknowledged, or after the node was cut
 * from the database; a refusal of a token that was valid during the whole request; and any answer but 200, 401, 403
 * and 503.
 *
 * @param bound milliseconds
 */
export function checkHistory(
  observations: Iterable<Observation>,
  bound: number,
  cuts: readonly Cut[] = [],
): Violation[] {
  const violations: Violation[] = []
  for (const observation of observations) {
    const problem = problemOf(observation, bound) ?? problemOfCut(observation, bound, cuts)
    if (problem !== undefined) violations.push({ problem, observation })
  }
  return violations
}

function problemOf(observation: Observation, bound: number): string | undefined {
  const { status, token, run } = observation
  if (!ANSWERS.has(status)) return `an answer of ${status}`
  const hasKey = token.key === undefined || run.keys.includes(token.key)
  const span = spanAround(observation)
  if (status === 200) {
    if (!hasKey) return 'accepted, signed with a key that the node does not have'
    if (span?.validity !== 'invalid') return undefined
    const late = observation.start - deadlineOf(span, observation, bound)
    if (!(late > 0)) return undefined
    if (span.from === -Infinity) return 'accepted, although it never was valid'
    return `accepted ${Math.ceil(late)} ms too late after ${span.reason ?? 'its end'}`
  }
  if (status !== 401 && status !== 403) return undefined
  return hasKey && span?.validity === 'valid' ? 'refused, while it was valid' : undefined
}

function problemOfCut(
  { status, start, end, run }: Observation,
  bound: number,
  cuts: readonly Cut[],
): string | undefined {
  if (status !== 200) return undefined
  const isLate = ({ node, from, to }: Cut): boolean =>
    node === run.node && start > from + bound && end < to
  return cuts.some(isLate) ? 'accepted, while the database was out of reach' : undefined
}

/** The last time at which a request may begin and be let in. */
function deadlineOf(span: Span, { run, fresh }: Observation, bound: number): number {
  const { from, committed = from, by } = span
  return by === run || fresh === true ? from : Math.max(from, committed + bound)
}

/** The span that covers the whole request; `undefined` if something changed meanwhile. */
export function spanAround({ token, start, end }: Observation): Span | undefined {
  const index = token.spans.findLastIndex(({ from }) => from <= start)
  const next = token.spans[index + 1]
  return next === undefined || next.from > end ? token.spans[index] : undefined
}
