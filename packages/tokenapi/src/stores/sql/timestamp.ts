/** Timestamps as records have them: ISO 8601 in UTC, six decimals. */

// date [ ( "T" / SP ) hh:mm [ ":" ss [ "." 1*9DIGIT ] ] [ SP ] [ "Z" / ±hh [ ":" ] [ mm ] ] ]
// RFC 3339 §5.6, with the parts optional that Python, SQLite and PostgreSQL omit. UTC if there is no zone.
const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)? ?(?:Z|([+-]\d{2}):?(\d{2})?)?)?$/i

/** The timestamp in a text, or `undefined`. Decimals beyond the sixth are cut off, as databases do. */
export function readTimestamp(text: string): string | undefined {
  const match = TIMESTAMP.exec(text)
  if (match === null) return undefined
  const [, day = '', minutes = '00:00', seconds = '00', decimals = '', hours, rest = '00'] = match
  const zone = hours === undefined ? 'Z' : `${hours}:${rest}`
  const date = new Date(`${day}T${minutes}:${seconds}${zone}`)
  if (Number.isNaN(date.getTime())) return undefined
  const utc = date.toISOString()
  // `Date` reads 30 February as 1 March.
  const local = zone === 'Z' ? utc : new Date(`${day}T00:00Z`).toISOString()
  if (!local.startsWith(day)) return undefined
  return `${utc.slice(0, -5)}.${decimals.slice(0, 6).padEnd(6, '0')}Z`
}

/** A `Date`, which has milliseconds, with six decimals. */
export function timestampOf(date: Date): string {
  return `${date.toISOString().slice(0, -1)}000Z`
}
