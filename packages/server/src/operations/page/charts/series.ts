/** What a chart draws. */
import type { AxisUnit } from './time-axis.js'

type Tone = 'good' | 'bad' | 'warm' | 'main' | 'soft'

export interface Series {
  readonly name: string
  readonly tone: Tone
  /** `null`: there is no value for this step. */
  readonly values: readonly (number | null)[]
}

export interface ChartProps {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
  /** What a value counts: "per 30 minutes". */
  readonly unit: string
  /** Of all steps, in words. */
  readonly summary: string
  readonly times: readonly string[]
  readonly axis: AxisUnit
  readonly series: readonly Series[]
  readonly kind: 'bars' | 'lines'
  /** A value with its unit. */
  format(value: number): string
  /** Whether values are counts. */
  readonly isWhole?: boolean
}

/** The height of each step: of bars their sum, of lines the highest of them. */
export function heightsOf({ kind, times, series }: ChartProps): readonly number[] {
  return times.map((_, i) => {
    const values = series.map((each) => each.values[i] ?? 0)
    return kind === 'bars' ? values.reduce((sum, each) => sum + each, 0) : Math.max(0, ...values)
  })
}

export function textOf(
  value: number | null | undefined,
  format: (value: number) => string,
): string {
  return value === null || value === undefined ? '–' : format(value)
}
