import type { TokenWindow } from './classic-token.js'
import { clockOf } from '../options/clock.js'
import { dayCounter } from './day.js'

export interface TokenWindowOptions extends Omit<TokenWindow, 'today'> {
  readonly timeZone: string
  readonly now: (() => Date) | undefined
}

/** On which days a token is good now: one object for as long as it is the same day. */
export function tokenWindow(options: TokenWindowOptions): () => TokenWindow {
  const { timeoutDays, maxFutureDays } = options
  const dayOf = dayCounter(options.timeZone)
  const clock = clockOf(options.now)
  let latest: TokenWindow | undefined
  return () => {
    const today = dayOf(clock())
    if (latest?.today !== today) latest = { today, timeoutDays, maxFutureDays }
    return latest
  }
}
