/** What a history consists of. All times are those of one clock, of the process that records: milliseconds. */

/** One life of a node: another one after each restart. */
export interface Run {
  readonly node: string
  /** Indices of the secret keys, which it has from its start to its end. */
  readonly keys: readonly number[]
}

/** What is certain of a token from a time on, until the next span. */
export interface Span {
  readonly from: number
  /** `unknown` while a change is under way, and for good where its outcome is. */
  readonly validity: 'valid' | 'invalid' | 'unknown'
  /** Why it is no longer valid. */
  readonly reason?: string
  /** When the change was acknowledged, where it takes effect later; default `from`. */
  readonly committed?: number
  /** The run that made the change: it sees it at once. */
  readonly by?: Run | undefined
}

export interface RecordedToken {
  readonly kind: 'classic' | 'access'
  /** The index of the secret key that signed it. */
  readonly key?: number
  /** In the order of time. Before the first one the token is unknown. */
  readonly spans: Span[]
}

/** A time in which a node could not reach the database. */
export interface Cut {
  readonly node: string
  readonly from: number
  readonly to: number
}

/** A fault that was injected, for the report. */
export interface FaultSpan {
  readonly name: string
  readonly node: string
  readonly from: number
  readonly to: number
}

/** A request with a token. */
export interface Observation {
  readonly operation: string
  readonly start: number
  readonly end: number
  readonly run: Run
  readonly token: RecordedToken
  /** 0: there was no answer. */
  readonly status: number
  /** Of a refusal, where it is known. */
  readonly reason?: string
  /** Answered by the store, whatever is remembered: no bound is allowed. */
  readonly fresh?: boolean
}
