/** What is below a chart: a few of its times. The script of the page writes them in the reader's zone. */
export type AxisUnit = 'time' | 'day'

/** Times before "now", the last label. */
const LABELS = 4

export function Axis({
  times,
  unit,
}: {
  readonly times: readonly string[]
  readonly unit: AxisUnit
}) {
  const every = times.length / LABELS
  const shown = Array.from({ length: LABELS }, (_, i) => times[Math.round(i * every)] ?? '')
  return (
    <div class="x" aria-hidden="true">
      {shown.map((time) => (
        <time dateTime={time} data-form={unit}>
          {axisText(time, unit)}
        </time>
      ))}
      <span>now</span>
    </div>
  )
}

/** The start of a step: with the day where steps are of several days. */
export function StepTime({ at, unit }: { readonly at: string; readonly unit: AxisUnit }) {
  return (
    <time dateTime={at} data-form={unit === 'day' ? 'hour' : 'time'}>
      {utcText(at)}
    </time>
  )
}

const DAY = new Intl.DateTimeFormat('en', { weekday: 'short', day: 'numeric', timeZone: 'UTC' })

function axisText(time: string, unit: AxisUnit): string {
  return unit === 'day' ? DAY.format(new Date(time)) : `${time.slice(11, 16)} UTC`
}

/** "2026-03-01 12:30 UTC" */
export function utcText(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`
}
