import { ConfigError } from '../errors.js'
import { describeValue } from './option-checks.js'

/** The time in milliseconds, by the option `now` or the machine. Throws `ConfigError` for what is no date. */
export function clockOf(now: (() => Date) | undefined): () => number {
  // Looked up each time: tests replace it.
  if (now === undefined) return () => Date.now()
  return () => {
    const given: unknown = now()
    // By its shape, as a test runner's `Date` may be another.
    const time =
      typeof given === 'object' && given !== null && 'getTime' in given
        ? Number((given as Date).getTime())
        : Number.NaN
    if (Number.isFinite(time)) return time
    throw new ConfigError(`\`now\` must give a valid \`Date\`; it gave ${describeValue(given)}`)
  }
}
