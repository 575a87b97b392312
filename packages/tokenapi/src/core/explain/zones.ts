import { dayCounter } from '../classic/day.js'

/** From west to east, the most usual first: one for each date that there is on earth at a time. */
const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Tokyo',
  'Asia/Kolkata',
  'Australia/Sydney',
  'America/Sao_Paulo',
  'Pacific/Auckland',
  'Pacific/Honolulu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
] as const

const counters = new Map<string, (now: number) => number>()

/** A time zone whose number of today passes the test, and that number. */
export function zoneWhere(
  now: number,
  test: (today: number) => boolean,
): { readonly name: string; readonly today: number } | undefined {
  for (const name of ZONES) {
    const today = counterOf(name)(now)
    if (test(today)) return { name, today }
  }
  return undefined
}

function counterOf(zone: string): (now: number) => number {
  let counter = counters.get(zone)
  if (counter === undefined) counters.set(zone, (counter = dayCounter(zone)))
  return counter
}
