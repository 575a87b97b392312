import { type ClassicToken, type TokenWindow, isInWindow } from '../classic/classic-token.js'
import { dateOfDay } from '../classic/day.js'
import { type ExplanationStep, step } from './explanation.js'
import type { StepsOptions } from './options.js'
import { zoneWhere } from './zones.js'

/** Whether the token's day is one on which it is good: the date, the lifetime, the time zone, the clock. */
export function dayStep<A>(options: StepsOptions<A>, token: ClassicToken): ExplanationStep {
  const window = options.window()
  const day = Number(token.day)
  const today = `today is ${dateText(window.today)} in ${options.timeZone}`
  if (isInWindow(token, window)) {
    return step('day', true, `made on ${dateText(day)}, ${validity(day, window)}; ${today}`)
  }
  const isAhead = day > window.today
  const found = isAhead
    ? `dated ${dateText(day)}, ${daysText(day - window.today)} ahead; ${today}, and \`maxFutureDays\` is ${window.maxFutureDays}`
    : `expired: made on ${dateText(day)}, ${validity(day, window)}; ${today}`
  const fixes = [
    ...zoneFix(options, token),
    ...(isAhead ? [] : ['The user has to log in again.']),
    `Check the clocks of this server, which shows ${clockText(options.clock())}, and of the server that made the token: synchronise both by NTP.`,
    isAhead
      ? 'To accept tokens of any date, as django-tokenapi does, set `maxFutureDays` (MAX_FUTURE_DAYS) to Infinity.'
      : `For longer sessions raise \`tokenTimeoutDays\` (TOKEN_TIMEOUT_DAYS), which is ${window.timeoutDays}.`,
  ]
  return step('day', false, found, fixes.join('\n'))
}

/** Where the date would be right in another time zone, that is the likely reason. */
function zoneFix<A>(options: StepsOptions<A>, token: ClassicToken): readonly string[] {
  const window = options.window()
  const zone = zoneWhere(options.clock(), (today) => isInWindow(token, { ...window, today }))
  if (zone === undefined) return []
  return [
    `In ${zone.name} it is ${dateText(zone.today)} now, and the token would be good: set \`timeZone\` (TIME_ZONE) to that of the server that made it.`,
  ]
}

function validity(day: number, { timeoutDays }: TokenWindow): string {
  return timeoutDays === Infinity
    ? 'without an end'
    : `valid to ${dateText(day + Math.floor(timeoutDays))}`
}

function dateText(day: number): string {
  return dateOfDay(day)?.toISOString().split('T', 1)[0] ?? 'a date that no calendar has'
}

function daysText(days: number): string {
  return days === 1 ? '1 day' : `${days} days`
}

/** To the minute: "2026-01-01 12:00 UTC". */
function clockText(now: number): string {
  return `${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
