/** Dates as yyyy-mm-dd. */
import { dateOfDay, dayCounter } from 'tokenapi'

const MS_PER_DAY = 86_400_000
/** The first date that a token can have. */
const FIRST = Date.UTC(2001, 0, 1)

/** The date in a time zone. Throws `ConfigError` for an unknown one, and `RangeError` for a time beyond the range of `Date`. */
export function localDate(timeZone: string, now: Date): string {
  const date = dateOfDay(dayCounter(timeZone)(now.getTime())) ?? new Date(Number.NaN)
  return date.toISOString().slice(0, 10)
}

/** Midnight UTC of each date from `daysBefore` days before `last` to `last`, from 2001-01-01 on. */
export function datesUntil(last: string, daysBefore: number): readonly Date[] {
  const end = Date.parse(`${last}T00:00:00Z`)
  const start = Math.max(FIRST, end - Math.floor(daysBefore) * MS_PER_DAY)
  const count = Math.max(0, (end - start) / MS_PER_DAY + 1)
  return Array.from({ length: count }, (_, i) => new Date(start + i * MS_PER_DAY))
}
