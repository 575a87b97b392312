/** The numbers of a chart: of the step below the pointer, and all of them as a table. */
import { type ChartProps, textOf } from './series.js'
import { StepTime, utcText } from './time-axis.js'

/** Over the drawing, a field for each step. The table has the same for the keyboard and for screen readers. */
export function Readings({ times, axis, series, format }: ChartProps) {
  return (
    <ul class="readings" aria-hidden="true">
      {times.map((time, i) => (
        <li>
          <p>
            <StepTime at={time} unit={axis} />
            {series.map(({ name, tone, values }) => (
              <span class={`tone-${tone}`}>
                {name} <b>{textOf(values[i], format)}</b>
              </span>
            ))}
          </p>
        </li>
      ))}
    </ul>
  )
}

export function Numbers({ id, title, times, series, format }: ChartProps) {
  return (
    <details class="numbers">
      <summary>
        Numbers<span class="hidden"> of {title}</span>
      </summary>
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
                  <time dateTime={time} data-form="exact">
                    {utcText(time)}
                  </time>
                </th>
                {series.map(({ values }) => (
                  <td class="end">{textOf(values[i], format)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
