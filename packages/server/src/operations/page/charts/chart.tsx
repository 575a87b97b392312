/** Charts as SVG that is made here: no script, and colours by classes of the style sheet. */
import { Numbers, Readings } from './readings.js'
import { HEIGHT, WIDTH, heightOf, round, roundMaximum } from './scale.js'
import { type ChartProps, type Series, heightsOf } from './series.js'
import { Axis, StepTime } from './time-axis.js'

/** A card with the drawing, its unit and peak, its legend, and the same numbers as a table. */
export function Chart(props: ChartProps) {
  const { id, title, summary, times, axis, series, kind, format, isWhole = true } = props
  const maximum = roundMaximum(heightsOf(props), isWhole)
  return (
    <section class="card figure" aria-labelledby={`${id}-title`}>
      <div class="figure-head">
        <h2 id={`${id}-title`}>{title}</h2>
        <Legend series={series} />
        <Peak {...props} />
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
        </svg>
        <Readings {...props} />
        <Axis times={times} unit={axis} />
      </div>
      <Numbers {...props} />
    </section>
  )
}

function Peak(props: ChartProps) {
  const { unit, times, axis, format } = props
  const heights = heightsOf(props)
  const most = Math.max(...heights)
  const at = times[heights.indexOf(most)]
  return (
    <p class="soft">
      {unit}
      {most > 0 && at !== undefined && (
        <>
          {`, at most ${format(most)} at `}
          <StepTime at={at} unit={axis} />
        </>
      )}
    </p>
  )
}

function Legend({ series }: { readonly series: readonly Series[] }) {
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
