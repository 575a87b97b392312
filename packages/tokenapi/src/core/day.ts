import { ConfigError } from './errors.js'

const MS_PER_DAY = 86_400_000
/** Offsets of time zones change at quarters of an hour, so a local date holds for a quarter. */
const MS_PER_QUARTER = 900_000
/** Day 0 of the original: 2001-01-01. */
const EPOCH = Date.UTC(2001, 0, 1)

/**
 * The day that "today" is in a time zone, as the original counts: days since 2001-01-01, by the
 * local calendar; `now` is in milliseconds, as `Date.now()`. Negative before. The answer is kept for the quarter of an hour it holds.
 */
export function dayCounter(timeZone: string): (now: number) => number {
  const parts = calendarOf(timeZone)
  let quarter = Number.NaN
  let day = 0
  return (now) => {
    const asked = Math.floor(now / MS_PER_QUARTER)
    if (asked !== quarter) {
      day = dayNumber(parts, now)
      quarter = asked
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
      era: 'short',
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
  let year = 0
  let month = 1
  let day = 1
  let beforeChrist = false
  for (const { type, value } of calendar.formatToParts(now)) {
    if (type === 'year') year = Number(value)
    else if (type === 'month') month = Number(value)
    else if (type === 'day') day = Number(value)
    else if (type === 'era') beforeChrist = value.startsWith('B')
  }
  const date = new Date(0)
  date.setUTCFullYear(beforeChrist ? 1 - year : year, month - 1, day)
  return Math.round((date.getTime() - EPOCH) / MS_PER_DAY)
}

/** Midnight UTC of a day by its number; `undefined` beyond what a `Date` can hold. */
export function dateOfDay(day: number): Date | undefined {
  const date = new Date(EPOCH + Math.floor(day) * MS_PER_DAY)
  return Number.isNaN(date.getTime()) ? undefined : date
}
