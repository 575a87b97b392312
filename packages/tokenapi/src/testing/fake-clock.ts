import { is } from '../core/options/option-checks.js'
import { type OptionChecks, readOptions } from '../core/options/read-options.js'

/** A clock that moves only by `advance` and `set`. */
export interface FakeClock {
  /** The option `now` of `createTokenApi`. */
  readonly now: () => Date
  /** Sets the time. */
  set(instant: Date | string): void
  /** Moves the time forward, or back with negative numbers. */
  advance(by: Span): void
}

/** A duration; negative numbers move a clock back. */
interface Span {
  readonly days?: number | undefined
  readonly hours?: number | undefined
  readonly minutes?: number | undefined
  readonly seconds?: number | undefined
}

const NUMBER = is<number>('a number', Number.isFinite)
const SPAN: OptionChecks<Span> = { days: NUMBER, hours: NUMBER, minutes: NUMBER, seconds: NUMBER }

/**
 * A clock for tests, at a Date or a text that `new Date` reads; default noon UTC on 2026-01-01. Throws
 * `RangeError` for an invalid date.
 *
 * @example
 * const clock = fakeClock('2026-01-01T12:00:00Z')
 * clock.advance({ days: 8 })
 */
export function fakeClock(instant: Date | string = '2026-01-01T12:00:00Z'): FakeClock {
  let at = millisecondsOf(instant)
  return {
    now: () => new Date(at),
    set: (next) => {
      at = millisecondsOf(next)
    },
    advance: (by) => {
      const { days = 0, hours = 0, minutes = 0, seconds = 0 } = readOptions('advance', by, SPAN)
      at += (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000
    },
  }
}

function millisecondsOf(instant: Date | string): number {
  const milliseconds = new Date(instant).getTime()
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${String(instant)}" is not a valid date`)
  return milliseconds
}
