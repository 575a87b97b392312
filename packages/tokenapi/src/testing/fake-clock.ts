import { is } from '../core/option-checks.js'
import { type OptionChecks, readOptions } from '../core/read-options.js'

/** A clock that moves only by `advance` and `set`. */
export interface FakeClock {
  /** What `createTokenApi` takes as `now`. */
  readonly now: () => Date
  /** Sets it. */
  set(instant: Date | string): void
  /** Moves it on, or back where a number is negative. */
  advance(by: Span): void
}

/** How far a clock is moved; negative numbers move it back. */
interface Span {
  readonly days?: number | undefined
  readonly hours?: number | undefined
  readonly minutes?: number | undefined
  readonly seconds?: number | undefined
}

const NUMBER = is<number>('a number', Number.isFinite)
const SPAN: OptionChecks<Span> = { days: NUMBER, hours: NUMBER, minutes: NUMBER, seconds: NUMBER }

/** A clock at an instant: a Date, or what `new Date` reads. Throws `RangeError` for an invalid date. */
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
  if (Number.isNaN(milliseconds)) throw new RangeError(`"${String(instant)}" is no date`)
  return milliseconds
}
