import { ConfigError } from '../errors.js'

const MS_PER_DAY = 86_400_000
/** Offsets of time zones change at quarters of an hour, so a local date holds for a quarter. */
const MS_PER_QUARTER = 900_000
/** Day 0 of django-tokenapi: 2001-01-01. */
const EPOCH = Date.UTC(2001, 0, 1)

/**
 * Counts days as django-tokenapi does: from 2001-01-01 by the calendar of a time zone. The counter takes
 * milliseconds, as `Date.now()` returns them. Throws `ConfigError` for an unknown time zone.
 *
 * @example
 * const today = dayCounter('Europe/Paris')(Date.now()) // 9346 on 2026-08-04
 */
export function dayCounter(timeZone: string): (now: number) => number {
  const calendar = calendarOf(timeZone)
  let quarter = Number.NaN
  let day = 0
  return (now) => {
    const current = Math.floor(now / MS_PER_QUARTER)
    if (current !== quarter) {
      day = dayNumber(calendar, now)
      quarter = current
    }
    return day
  }
}

function calendarOf(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
    })
  } catch {
    throw new ConfigError(
      `\`timeZone\` must be an IANA name such as "UTC" or "Europe/Paris"; got "${timeZone}"`,
    )
  }
}

function dayNumber(calendar: Intl.DateTimeFormat, now: number): number {
  const parts = calendar.formatToParts(now)
  const valueOf = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const midnight = Date.UTC(valueOf('year'), valueOf('month') - 1, valueOf('day'))
  return Math.round((midnight - EPOCH) / MS_PER_DAY)
}

/**
 * Midnight UTC of a day by its number; `undefined` beyond the range of `Date`.
 *
 * @example
 * dateOfDay(9346)?.toISOString() // '2026-08-04T00:00:00.000Z'
 */
export function dateOfDay(day: number): Date | undefined {
  const date = new Date(EPOCH + Math.floor(day) * MS_PER_DAY)
  return Number.isNaN(date.getTime()) ? undefined : date
}
