/** A number, and how it compares with the period before. */
export interface Change {
  readonly count: number
  /** `null`: there is nothing to compare with. */
  readonly before: number | null
  /** "the day before" */
  readonly than: string
}

/** From this many times the period before on, more of what is bad is red. */
const NOTABLE = 1.2

export function Tile({
  name,
  value,
  change,
  note,
  isBad = false,
}: {
  readonly name: string
  readonly value: string
  readonly change?: Change
  readonly note?: string
  /** Whether more of it is worse. */
  readonly isBad?: boolean
}) {
  const words = change === undefined ? undefined : wordsOfChange(change)
  const isWorse =
    isBad && change !== undefined && change.count > NOTABLE * (change.before ?? Infinity)
  return (
    <article class="card tile">
      <h2>{name}</h2>
      <p class="number">{value}</p>
      <p class={isWorse ? 'soft worse' : 'soft'}>{words ?? note ?? ' '}</p>
    </article>
  )
}

/** "12 % more than the day before"; `undefined` where there is nothing to compare with. */
export function wordsOfChange({ count, before, than }: Change): string | undefined {
  if (before === null) return undefined
  if (before === count) return `as ${than}`
  if (before === 0) return `none ${than}`
  const share = Math.abs(count - before) / before
  const direction = count > before ? 'more' : 'fewer'
  if (share >= 10) return `${Math.round(share + 1).toLocaleString('en')} times ${than}`
  return `${Math.max(1, Math.round(share * 100))} % ${direction} than ${than}`
}
