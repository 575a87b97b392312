/** The times of an overview. A minute is the smallest unit. */

export const PERIODS = ['hour', 'day', 'week'] as const
export type Period = (typeof PERIODS)[number]

/** Minutes. Counters of more than a day ago are kept by the hour: longer steps are whole hours. */
const LENGTHS: Readonly<Record<Period, { readonly all: number; readonly step: number }>> = {
  hour: { all: 60, step: 1 },
  day: { all: 1_440, step: 30 },
  week: { all: 10_080, step: 180 },
}

const MINUTE = 60_000

export interface Span {
  /** Multiples of a step since 1970, so that a step is the same in every answer. */
  readonly since: Date
  readonly until: Date
  /** Minutes. */
  readonly step: number
  /** The start of each step. */
  readonly times: readonly Date[]
}

/** The steps up to the one that goes on now. */
export function spanOf(period: Period, now: number): Span {
  const { all, step } = LENGTHS[period]
  const last = Math.floor(now / MINUTE / step) * step
  const first = last + step - all
  return {
    since: new Date(first * MINUTE),
    until: new Date((last + step) * MINUTE),
    step,
    times: Array.from({ length: all / step }, (_, i) => new Date((first + i * step) * MINUTE)),
  }
}

/** As long, and right before it, in one step. */
export function spanBefore({ since, until }: Span): Span {
  const length = until.getTime() - since.getTime()
  const start = new Date(since.getTime() - length)
  return { since: start, until: since, step: length / MINUTE, times: [start] }
}
