/** Moments as records carry them: ISO 8601 in UTC, six decimals. */

// date [ ( "T" / SP ) hh:mm [ ":" ss [ "." 1*9DIGIT ] ] [ SP ] [ "Z" / ±hh [ ":" ] [ mm ] ] ]
// RFC 3339 §5.6, with what Python, SQLite and PostgreSQL leave out. Without a zone it is UTC.
const MOMENT =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(?:Z|([+-]\d{2}):?(\d{2})?)?)?$/i

/** The moment that a text names, or `undefined`. Decimals beyond the sixth are cut, as databases do. */
export function readMoment(text: string): string | undefined {
  const match = MOMENT.exec(text)
  if (match === null) return undefined
  const [, day = '', minutes = '00:00', seconds = '00', decimals = '', hours, rest = '00'] = match
  const zone = hours === undefined ? 'Z' : `${hours}:${rest}`
  const date = new Date(`${day}T${minutes}:${seconds}${zone}`)
  if (Number.isNaN(date.getTime())) return undefined
  const utc = date.toISOString()
  // `Date` takes the thirtieth of February for the first of March.
  const there = zone === 'Z' ? utc : new Date(`${day}T00:00Z`).toISOString()
  if (!there.startsWith(day)) return undefined
  return `${utc.slice(0, -5)}.${decimals.slice(0, 6).padEnd(6, '0')}Z`
}

/** As six decimals: whoever made the row knew no more than a thousandth. */
export function momentOf(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000Z`
}
