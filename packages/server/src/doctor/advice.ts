import { weaknessOfSecretKey } from 'tokenapi'

import { isProduction } from '../config/read-config.js'
import { daysToKeep } from './days-to-keep.js'
import { localDate } from './local-date.js'
import type { TokenRules } from './simulation.js'

/** What is the same in both, so that no token could end. */
export function haveSameRules(before: TokenRules, after: TokenRules): boolean {
  return (
    before.keys.length === after.keys.length &&
    before.keys.every((key, i) => key === after.keys[i]) &&
    (['TOKEN_TIMEOUT_DAYS', 'TIME_ZONE', 'MAX_FUTURE_DAYS', 'COMPATIBILITY'] as const).every(
      (name) => before.config[name] === after.config[name],
    )
  )
}

/** How to make the change without logging people out, or what cannot be helped. */
export function adviceFor(before: TokenRules, after: TokenRules, now: Date): readonly string[] {
  const advice: string[] = []
  for (const [i, key] of before.keys.entries()) {
    if (after.keys.includes(key)) continue
    advice.push(
      i === 0
        ? `add the present SECRET_KEY to SECRET_KEY_FALLBACKS ${daysToKeep(after.config)}: its tokens stay valid`
        : `keep fallback ${i} in SECRET_KEY_FALLBACKS, unless it stopped signing longer ago than its tokens last: ${daysToKeep(after.config)}`,
    )
  }
  const [days, fewer] = [before, after].map(({ config }) => config.TOKEN_TIMEOUT_DAYS)
  if (fewer !== undefined && days !== undefined && fewer < days) {
    advice.push(
      'a shorter TOKEN_TIMEOUT_DAYS ends older tokens at once: their users must log in again',
    )
  }
  const [today, theirs] = [before, after].map(({ config }) => localDate(config.TIME_ZONE, now))
  if (today !== theirs) {
    advice.push('make the change at an hour when both time zones have the same date')
  }
  const weakness = after.keys
    .filter((key) => !before.keys.includes(key))
    .map(weaknessOfSecretKey)
    .find((found) => found !== undefined)
  if (weakness !== undefined) {
    advice.push(
      `a key that is new ${weakness.what}: ${isProduction(after.config) ? 'the server would not start' : 'production would refuse it'}`,
    )
  }
  return advice
}
