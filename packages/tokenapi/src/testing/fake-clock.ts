/** A clock that stands still until it is told otherwise. */
export interface FakeClock {
  /** What `createTokenApi` takes as `now`. */
  readonly now: () => Date
  /** Sets it. */
  set(instant: Date | string): void
  /** Moves it on, or back where a number is negative. */
  advance(by: {
    readonly days?: number
    readonly hours?: number
    readonly minutes?: number
    readonly seconds?: number
  }): void
}

/** A clock at an instant: a Date, or what `new Date` reads. Throws `RangeError` for what is none. */
export function fakeClock(instant: Date | string = '2026-01-01T12:00:00Z'): FakeClock {
  let at = millisecondsOf(instant)
  return {
    now: () => new Date(at),
    set: (next) => {
      at = millisecondsOf(next)
    },
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) => {
      at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000
    },
  }
}

function millisecondsOf(instant: Date | string): number {
  const milliseconds = new Date(instant).getTime()
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${String(instant)}" is no date`)
  return milliseconds
}
