/** How long it takes to hash the passwords of a file, told before it begins. */
import { counted, grouped } from '../counted.js'

export interface HashTime {
  /** Passwords of the file; `undefined` where it comes from a pipe. */
  readonly rows: number | undefined
  /** Milliseconds that one password adds, with as many at a time as there are. */
  readonly each: number
}

/** Passwords that are hashed to see how long one takes: more than are hashed at a time. */
const SAMPLES = 4

/** Measured, as it depends on the settings and on the machine. */
export async function hashTime(
  rows: number | undefined,
  hash: (password: string) => Promise<string>,
  now: () => number = () => performance.now(),
): Promise<HashTime> {
  const begun = now()
  await Promise.all(Array.from({ length: SAMPLES }, () => hash('as long as any other')))
  return { rows, each: (now() - begun) / SAMPLES }
}

/** Milliseconds below which no estimate is printed. */
const SHORT = 10_000

/** "5,000 passwords are hashed, which takes about 25 minutes." `undefined` where it is soon done. */
export function hashTimeNote({ rows, each }: HashTime): string | undefined {
  if (rows === undefined) {
    const perMinute = Math.max(1, Math.floor(60_000 / each))
    return `Each password is hashed: about ${grouped(perMinute)} in a minute.`
  }
  const total = rows * each
  if (total < SHORT) return undefined
  return `${counted(rows, 'password')} to be hashed: this takes ${duration(total)}. It may be stopped and run again at any time.`
}

/** "about 25 minutes": nobody needs the seconds. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000)
  if (seconds < 60) return `about ${counted(Math.max(1, seconds), 'second')}`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `about ${counted(minutes, 'minute')}`
  const hours = Math.round(minutes / 60)
  return hours < 48
    ? `about ${counted(hours, 'hour')}`
    : `about ${counted(Math.round(hours / 24), 'day')}`
}
