/** Credentials that were proven by the store, believed for a bounded time. Refusals are never remembered. */
import { type Clocks, type Instant, ageOf, clocksFromNow } from './age.js'
import type { Awaitable } from '../runtime/awaitable.js'
import { isRefusedError } from '../errors.js'
import { forgotten } from './forgotten.js'
import { recentMap } from './recent-map.js'

/** The time of a read of the store: taken before the query is sent. */
interface Reading extends Instant {
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
  /** @param token must not be a part of a longer text, all of which would stay in memory */
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

/**
 * One flat object for each token, all of one shape: 64 bytes. With an object for the time of the reading, and numbers that
 * are not whole, it is 144.
 */
interface Entry<P> extends Reading {
  proof: P
  elapsed: number
  wall: number
  changes: number
  /** The age at which it is read again, in the background; the bound meanwhile. */
  reloadAge: number
}

/** Milliseconds that a generation of entries lasts at least: the ones in use move on to the next, once. */
const GENERATION = 10_000

export function createAuthState<P>(options: AuthStateOptions<P>): AuthState<P> {
  const { bound } = options
  const clocks = clocksFromNow(options)
  const halfTime = Math.floor(bound / 2)
  const entries = recentMap<Entry<P>>(options.most)
  const generation = Math.max(bound, GENERATION)
  let turnedAt = 0
  const changes = forgotten(bound, options.elapsed)

  // Down to the whole millisecond: nothing looks younger than it is.
  const begin = (): Reading => ({
    elapsed: Math.floor(clocks.elapsed()),
    wall: Math.floor(clocks.now()),
    changes: changes.count,
  })
  let hits = 0
  const hasChanged = (proof: P, { changes: count }: Reading): boolean =>
    changes.count > count && options.keysOf(proof).some((key) => changes.isSince(count, key))
  /** Milliseconds; `undefined` where the entry must not be believed. */
  const ageIfGood = (entry: Entry<P>): number | undefined => {
    const age = ageOf(entry, clocks)
    if (!(age < bound) || hasChanged(entry.proof, entry)) return undefined
    // Its keys are compared once after each change, and not at each hit.
    entry.changes = changes.count
    return age
  }

  const drop = (token: string, entry: Entry<P>): void => {
    // A newer one may be in its place.
    if (entries.get(token) === entry) entries.delete(token)
  }
  const reload = async (token: string, entry: Entry<P>, age: number): Promise<void> => {
    entry.reloadAge = bound
    const reading = begin()
    try {
      const proof = await options.reload(token, entry.proof)
      if (hasChanged(proof, reading)) return drop(token, entry)
      Object.assign(entry, reading, { proof, reloadAge: halfTime })
    } catch (error) {
      if (isRefusedError(error)) return drop(token, entry)
      // It is believed until its bound, and tried some more times until then.
      entry.reloadAge = Math.ceil((age + bound) / 2)
    }
  }

  return {
    find(token) {
      const entry = entries.get(token)
      const age = entry && ageIfGood(entry)
      if (entry === undefined || age === undefined) {
        if (entry !== undefined) entries.delete(token)
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
        const { elapsed, wall, changes: count } = reading
        // Tokens that are not used any more leave the memory, and not only where it is full.
        if (elapsed - turnedAt >= generation) {
          turnedAt = elapsed
          entries.turn()
        }
        entries.set(token, { proof, elapsed, wall, changes: count, reloadAge: halfTime })
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
