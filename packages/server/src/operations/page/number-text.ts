/** Numbers for people. A format is made once: a chart has hundreds of numbers, and to make one takes longer than to use it. */
const WHOLE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const TENTHS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })
const MILLIONS = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** "12,345", "1.2M". */
export function countText(value: number): string {
  return (value >= 1_000_000 ? MILLIONS : TENTHS).format(value)
}

/** "0.4 ms", "12 ms", "1.2 s". */
export function millisecondsText(value: number): string {
  if (value >= 1_000) return `${TENTHS.format(value / 1_000)} s`
  return `${(value < 10 ? TENTHS : WHOLE).format(value)} ms`
}
