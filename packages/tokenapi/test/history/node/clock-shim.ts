/** Clocks of a node that another process sets. Imported before the library. */
export interface ClockShift {
  /** Milliseconds that the wall clock is ahead. */
  wall?: number
  /** Milliseconds by which the clock that never goes back has been still, negative. */
  elapsed?: number
}

const shift = { wall: 0, elapsed: 0 }
const wall = Date.now
const elapsed = performance.now.bind(performance)
Date.now = () => wall() + shift.wall
performance.now = () => elapsed() + shift.elapsed

export function shiftClocks(given: ClockShift): void {
  Object.assign(shift, given)
}
