import { countText } from '../number-text.js'

/** Counts by name, the greatest first, as bars. */
export interface Share {
  readonly name: string
  readonly count: number
}

export function Shares({
  items,
  label,
}: {
  readonly items: readonly Share[]
  readonly label: string
}) {
  const most = Math.max(1, ...items.map(({ count }) => count))
  return (
    <table class="shares">
      <caption class="hidden">{label}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">Reason</th>
          <th scope="col">Share</th>
          <th scope="col">Count</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ name, count }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td class="share">
              <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
                <rect width={Math.max(0.5, Math.round((1_000 * count) / most) / 10)} height="1" />
              </svg>
            </td>
            <td class="end">{countText(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
