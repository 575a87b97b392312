/** What a check found, and what to do about it. */
export type Level = 'ok' | 'note' | 'warning' | 'problem'

/** What was looked at: one word for one check, which programs may rely on. */
type Check =
  | 'settings'
  | 'secret'
  | 'fallbacks'
  | 'time zone'
  | 'database'
  | 'clock'
  | 'table'
  | 'columns'
  | 'indexes'
  | 'collation'
  | 'kept tokens'
  | 'tokens'
  | 'counters'
  | 'events'
  | 'rights'
  | 'django'
  | 'hashes'

export interface Finding {
  /** `problem`: the server would not start, or users cannot log in. `note`: nothing has to be done. */
  readonly level: Level
  readonly check: Check
  readonly what: string
  /** What to do: a sentence, and SQL a line each. */
  readonly fix?: string
}
