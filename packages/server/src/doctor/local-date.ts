/** Dates as people write them: yyyy-mm-dd. */

const MS_PER_DAY = 86_400_000
/** No token is dated before. */
const FIRST = Date.UTC(2001, 0, 1)

/** The date that it is in a time zone; `undefined` where there is no such zone. */
export function localDate(timeZone: string, now: Date): string | undefined {
  let parts: Intl.DateTimeFormatPart[]
  try {
    const calendar = { timeZone, calendar: 'gregory', numberingSystem: 'latn' } as const
    const date = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
    parts = new Intl.DateTimeFormat('en-US', { ...calendar, ...date }).formatToParts(now)
  } catch {
    return undefined
  }
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** Midnight UTC of the dates from so many days before `last` up to it, none before 2001-01-01. */
export function datesUntil(last: string, daysBefore: number): readonly Date[] {
  const end = Date.parse(`${last}T00:00:00Z`)
  const start = Math.max(FIRST, end - Math.floor(daysBefore) * MS_PER_DAY)
  const count = Math.max(0, (end - start) / MS_PER_DAY + 1)
  return Array.from({ length: count }, (_, i) => new Date(start + i * MS_PER_DAY))
}
