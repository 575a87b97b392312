import type { Config } from '../config/read-config.js'
import { counted } from '../counted.js'

/** How long a key that no longer signs has to verify: until the last day of its last token is over. */
export function daysToKeep({
  TOKEN_TIMEOUT_DAYS: days,
}: Pick<Config, 'TOKEN_TIMEOUT_DAYS'>): string {
  if (days === Infinity) return 'for ever (TOKEN_TIMEOUT_DAYS is Infinity)'
  const count = Math.floor(days) + 1
  return `for ${counted(count, 'day')} (TOKEN_TIMEOUT_DAYS + 1)`
}
