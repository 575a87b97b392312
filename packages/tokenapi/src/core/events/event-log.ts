/** The port of an audit trail: where events are kept. `sqlEvents` of `tokenapi/audit` implements it. */
import type { JsonValue } from '../runtime/json-form.js'

/** An event as an audit trail keeps it: never a token, a password or a hash of one. */
export interface EventEntry {
  readonly time: Date
  /** Such as "login.failed". */
  readonly name: string
  readonly userId?: string | undefined
  /** As the client sent it. */
  readonly username?: string | undefined
  /** Of the client. */
  readonly address?: string | undefined
  readonly requestId?: string | undefined
  readonly method?: string | undefined
  /** Without query string; a token in it is masked. */
  readonly path?: string | undefined
  /** The code of a refusal or a warning. */
  readonly code?: string | undefined
  readonly reason?: string | undefined
  readonly details?: Readonly<Record<string, JsonValue>> | undefined
}

/** An entry with its place in the chain. */
export interface ChainedEntry extends EventEntry {
  /** Counted from 1, without gaps. */
  readonly seq: number
  /** The hash of the entry before it: 64 hex digits, zeros for the first. */
  readonly previous: string
  /** SHA-256 over the entry, with `previous`: 64 hex digits. */
  readonly hash: string
}

/** Every condition that is given holds for an entry. */
export interface EventFilter {
  /** Entries with this user id, or with this user name as the client sent it. */
  readonly user?:
    | { readonly id?: string | undefined; readonly username?: string | undefined }
    | undefined
  /** "login.failed"; "login" for every name that starts with "login.". */
  readonly name?: string | undefined
  readonly address?: string | undefined
  /** Entries of this time and later. */
  readonly since?: Date | undefined
  /** Entries before this time. */
  readonly until?: Date | undefined
  /** The newest entries up to this number; default all. */
  readonly limit?: number | undefined
}

/** Keeps events. Methods reject with `ConfigError` for what the operator can fix, else with `UnavailableError`. */
export interface EventLog {
  /**
   * Appends all entries, in this order, or none. After a rejection it may be called again with the same list:
   * the entries are never appended twice.
   */
  append(entries: readonly EventEntry[]): Promise<void>
  /** The entries from the oldest to the newest, read in batches: memory use does not depend on their number. */
  list(filter?: EventFilter): AsyncIterable<ChainedEntry>
  /** Removes entries that are older, and appends an entry that says so. Returns their number. */
  prune(before: Date): Promise<number>
}
