import { ConfigError } from '../../core/errors.js'

/** What timers can count; SQLite as well. */
const MOST = 2 ** 31 - 1

/** Throws `ConfigError` for what is no time to wait. */
export function checkMilliseconds(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= MOST) return
  throw new ConfigError(
    `\`${option}\` must be a whole number of milliseconds, ${least} or more; got ${value}`,
  )
}
