import { duration } from './hash-time.js'

/** Milliseconds until the elapsed time is long enough to estimate the rest. */
const ENOUGH = 5_000

/** "Importing users: 40 %, 2,000 rows, about 15 minutes left". `size` is in bytes, times in milliseconds. */
export function progressText(
  size: number,
  begun: number,
): (reached: number, rows: number, now: number) => string {
  return (reached, rows, now) => {
    const share = Math.min(1, reached / Math.max(1, size))
    const passed = now - begun
    const left =
      passed < ENOUGH || share === 0 || share === 1
        ? ''
        : `, ${duration((passed * (1 - share)) / share)} left`
    return `Importing users: ${Math.floor(100 * share)} %, ${rows.toLocaleString('en')} rows${left}`
  }
}
