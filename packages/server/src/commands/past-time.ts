const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

// 1*6DIGIT ( "m" / "h" / "d" )
const AGO = /^(\d{1,6})([mhd])$/
// A date, or a date and a time with a zone: RFC 3339 §5.6.
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/i

/** A time as people type it: "2026-03-01" (UTC), "2026-03-01T08:00:00Z", or "24h" ago. Throws `Error`. */
export function pastTime(text: string, now: Date = new Date()): Date {
  const [, count, unit = ''] = AGO.exec(text) ?? []
  if (count !== undefined) return new Date(now.getTime() - Number(count) * (UNITS[unit] ?? 0))
  const time = new Date(TIME.test(text) ? text.replace(' ', 'T') : Number.NaN)
  if (!Number.isNaN(time.getTime())) return time
  throw new Error(
    `"${text}" is not a time: write 2026-03-01, 2026-03-01T08:00:00Z, or 30m, 24h or 7d for a time ago`,
  )
}
