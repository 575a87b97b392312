/** Credentials that were proven by the store, believed for a bounded time. Refusals are never remembered. */
import { type Clocks, type Instant, ageOf } from './age.js'
import type { Awaitable } from '../runtime/awaitable.js'
import { isRefusedError } from '../errors.js'
import { forgotten } from './forgotten.js'
import { recentMap } from './recent-map.js'

/** The time of a read of the store: taken before the query is sent. */
export interface Reading extends Instant {
  /** Changes that were known then. */
  readonly changes: number
}

export interface AuthState<P> {
  /** What was proven of this token, if it is younger than the bound. */
  find(token: string): P | undefined
  /** What `find` would return, and its age in milliseconds. Counts as no use. */
  peek(token: string): { readonly proof: P; readonly age: number } | undefined
  /** To be called before the store is read. */
  begin(): Reading
  remember(token: string, proof: P, reading: Reading): void
  /** Everything with this key has changed: the next request reads the store. */
  forget(this: void, key: string): void
  /** Anything may have changed. */
  forgetAll(this: void): void
  figures(): AuthStateFigures
}

/** For operators. */
interface AuthStateFigures {
  /** How often an entry was believed. */
  readonly hits: number
  /** Entries that would be believed now. */
  readonly entries: number
  /** Milliseconds: the age of the oldest of them. */
  readonly oldest: number
}

export interface AuthStateOptions<P> extends Clocks {
  /** Milliseconds. */
  readonly bound: number
  /** Tokens in each of two generations. */
  readonly most: number
  /**
   * The proof by the store, as it is now. Rejects with `RefusedError` if the token is no longer valid, with another
   * error if that is unknown.
   */
  reload(token: string, proof: P): Awaitable<P>
  /** Names of what the proof depends on, such as its user. */
  keysOf(proof: P): readonly string[]
}

interface Entry<P> {
  proof: P
  reading: Reading
  /** The age at which it is read again, in the background; `Infinity` meanwhile. */
  reloadAge: number
}

export function createAuthState<P>(options: AuthStateOptions<P>): AuthState<P> {
  const { bound } = options
  const entries = recentMap<Entry<P>>(options.most)
  const changes = forgotten(bound, options.elapsed)

  const begin = (): Reading => ({
    elapsed: options.elapsed(),
    wall: options.now(),
    changes: changes.count,
  })
  let hits = 0
  /** Milliseconds; `undefined` where the entry must not be believed. */
  const ageIfGood = ({ proof, reading }: Entry<P>): number | undefined => {
    const age = ageOf(reading, options)
    return age < bound && !hasChanged(proof, reading) ? age : undefined
  }
  const hasChanged = (proof: P, { changes: count }: Reading): boolean =>
    changes.count > count && options.keysOf(proof).some((key) => changes.isSince(count, key))

  const drop = (token: string, entry: Entry<P>): void => {
    // A newer one may be in its place.
    if (entries.get(token) === entry) entries.delete(token)
  }
  const reload = async (token: string, entry: Entry<P>, age: number): Promise<void> => {
    entry.reloadAge = Infinity
    const reading = begin()
    try {
      const proof = await options.reload(token, entry.proof)
      if (hasChanged(proof, reading)) return drop(token, entry)
      entry.proof = proof
      entry.reading = reading
      entry.reloadAge = bound / 2
    } catch (error) {
      if (isRefusedError(error)) return drop(token, entry)
      // It is believed until its bound, and tried some more times until then.
      entry.reloadAge = (age + bound) / 2
    }
  }

  return {
    find(token) {
      const entry = entries.get(token)
      if (entry === undefined) return undefined
      const age = ageOf(entry.reading, options)
      if (!(age < bound) || hasChanged(entry.proof, entry.reading)) {
        entries.delete(token)
        return undefined
      }
      if (age >= entry.reloadAge) void reload(token, entry, age)
      hits++
      return entry.proof
    },
    peek(token) {
      const entry = entries.peek(token)
      const age = entry && ageIfGood(entry)
      return entry === undefined || age === undefined ? undefined : { proof: entry.proof, age }
    },
    begin,
    remember(token, proof, reading) {
      if (!hasChanged(proof, reading)) {
        entries.set(copyOf(token), { proof, reading, reloadAge: bound / 2 })
      }
    },
    forget: (key) => changes.add(key),
    forgetAll: () => changes.addAll(),
    figures() {
      let count = 0
      let oldest = 0
      for (const entry of entries.values()) {
        const age = ageIfGood(entry)
        if (age === undefined) continue
        count++
        if (age > oldest) oldest = age
      }
      return { hits, entries: count, oldest }
    },
  }
}

/** A part of a header would keep the whole header in memory. Valid tokens are ASCII. */
function copyOf(token: string): string {
  return Buffer.from(token, 'latin1').toString('latin1')
}
