/** Charts as SVG that is made here: no script, and colours by classes of the style sheet. */
import type { Child } from 'hono/jsx'

import { Axis, type AxisUnit, utcText } from './time-axis.js'
import { HEIGHT, WIDTH, heightOf, round, roundMaximum } from './scale.js'

type Tone = 'good' | 'bad' | 'warm' | 'main' | 'soft'

interface Series {
  readonly name: string
  readonly tone: Tone
  /** `null`: there is no value for this step. */
  readonly values: readonly (number | null)[]
}

export interface ChartProps {
  /** Unique in the page. */
  readonly id: string
  readonly title: string
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

/** A card with the drawing, its legend, and the same numbers as a table. */
export function Chart(props: ChartProps) {
  const { id, title, summary, times, axis, series, kind, format, isWhole = true } = props
  const stacked = kind === 'bars' ? times.map((_, i) => sumAt(series, i)) : []
  const maximum = roundMaximum(
    kind === 'bars' ? stacked : series.flatMap(({ values }) => values),
    isWhole,
  )
  return (
    <section class="card figure" aria-labelledby={`${id}-title`}>
      <div class="figure-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <Legend series={series} />
      </div>
      <div class="plot">
        <div class="y" aria-hidden="true">
          {[1, 0.5, 0].map((share) => (
            <span>{format(maximum * share)}</span>
          ))}
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-labelledby={`${id}-title`}
          aria-describedby={`${id}-summary`}
        >
          <desc id={`${id}-summary`}>{summary}</desc>
          <path class="grid" d={[0, 0.5, 1].map((y) => `M0 ${HEIGHT * y}H${WIDTH}`).join('')} />
          {kind === 'bars' ? (
            <Bars series={series} steps={times.length} maximum={maximum} />
          ) : (
            series.map((each) => <Line series={each} maximum={maximum} />)
          )}
          <Readings {...props} />
        </svg>
        <Axis times={times} unit={axis} />
      </div>
      <Numbers {...props} />
    </section>
  )
}

function Legend({ series }: { readonly series: readonly Series[] }) {
  if (series.length < 2) return null
  return (
    <ul class="legend" aria-hidden="true">
      {series.map(({ name, tone }) => (
        <li class={`tone-${tone}`}>{name}</li>
      ))}
    </ul>
  )
}

/** One path for each series: a page has few elements whatever the number of steps. */
function Bars({
  series,
  steps,
  maximum,
}: {
  readonly series: readonly Series[]
  readonly steps: number
  readonly maximum: number
}) {
  const width = WIDTH / steps
  const gap = Math.min(4, width * 0.25)
  const below = Array.from({ length: steps }, () => 0)
  return (
    <>
      {series.map(({ tone, values }) => {
        const path = values
          .map((value, i) => {
            const height = heightOf(value ?? 0, maximum)
            if (height === 0) return ''
            const bottom = HEIGHT - (below[i] ?? 0)
            below[i] = (below[i] ?? 0) + height
            return `M${round(i * width + gap / 2)} ${round(bottom)}v${-height}h${round(width - gap)}v${height}z`
          })
          .join('')
        return <path class={`bar tone-${tone}`} d={path} />
      })}
    </>
  )
}

/** With a gap where there is no value, and a dot where a value is alone. */
function Line({
  series: { tone, values },
  maximum,
}: {
  readonly series: Series
  readonly maximum: number
}) {
  const width = WIDTH / values.length
  const at = (i: number): number => round((i + 0.5) * width)
  const isThere = (i: number): boolean => typeof values[i] === 'number'
  const path = values
    .map((value, i) => {
      if (value === null) return ''
      const y = round(HEIGHT - heightOf(value, maximum))
      if (isThere(i - 1)) return `L${at(i)} ${y}`
      return isThere(i + 1) ? `M${at(i)} ${y}` : `M${at(i)} ${y}h0.1`
    })
    .join('')
  return <path class={`line tone-${tone}`} d={path} />
}

/** The numbers of a step, for the pointer. */
function Readings({ times, series, format }: ChartProps): Child {
  const width = WIDTH / times.length
  return (
    <g class="readings">
      {times.map((time, i) => (
        <rect x={round(i * width)} y="0" width={round(width)} height={HEIGHT}>
          <title>{`${utcText(time)}\n${series
            .map(({ name, values }) => `${name}: ${shown(values[i], format)}`)
            .join('\n')}`}</title>
        </rect>
      ))}
    </g>
  )
}

function Numbers({ id, title, times, series, format }: ChartProps) {
  return (
    <details class="numbers">
      <summary>Numbers</summary>
      <div class="scroll" tabindex={0} role="region" aria-label={`${title}, as a table`}>
        <table id={`${id}-table`}>
          <caption class="hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">From</th>
              {series.map(({ name }) => (
                <th scope="col" class="end">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {times.map((time, i) => (
              <tr>
                <th scope="row">
                  <time dateTime={time} data-exact="">
                    {utcText(time)}
                  </time>
                </th>
                {series.map(({ values }) => (
                  <td class="end">{shown(values[i], format)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}

function shown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? '–' : format(value)
}

function sumAt(series: readonly Series[], place: number): number {
  return series.reduce((sum, { values }) => sum + (values[place] ?? 0), 0)
}
