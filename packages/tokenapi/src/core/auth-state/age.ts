/** A time by both clocks, in milliseconds. */
export interface Instant {
  /** Of a clock that never goes back, and may be still while the machine sleeps. */
  readonly elapsed: number
  /** Of the wall clock, which somebody may set. */
  readonly wall: number
}

export interface Clocks {
  /** Milliseconds since 1970. */
  now(this: void): number
  /** Milliseconds since any time. */
  elapsed(this: void): number
}

/**
 * Milliseconds since an instant, by the clock that shows more of them: a clock that is still, or is set, never
 * makes anything younger than the other clock shows.
 */
export function ageOf({ elapsed, wall }: Instant, clocks: Clocks): number {
  return Math.max(clocks.elapsed() - elapsed, clocks.now() - wall)
}

/**
 * The clocks, counted from now on. A time of them is below 2^31 for 24 days of uptime: an object holds such a whole number
 * itself, and refers to any other by 16 bytes more.
 */
export function clocksFromNow(clocks: Clocks): Clocks {
  const elapsedBefore = clocks.elapsed()
  const before = clocks.now()
  return {
    now: () => clocks.now() - before,
    elapsed: () => clocks.elapsed() - elapsedBefore,
  }
}
