/** One user as read from a file, before validation. */
export type SourceRow = Place & (Readable | Unreadable)

export interface Place {
  /** "line 7", "object 3": where it begins. */
  readonly place: string
  /** Bytes of the file up to its end, about. */
  readonly end: number
}

interface Readable {
  readonly fields: Readonly<Record<string, unknown>>
}

/** An invalid row; the file continues after it. */
interface Unreadable {
  readonly problem: string
}

/** Longer ones are no users: a quote or a bracket is missing. */
export const LONGEST_ROW = 1_048_576
