import { describe, expect, it } from 'vitest'

import { dateOfDay, dayCounter } from '../../src/core/classic/day.ts'

describe('today is the local date of the time zone', () => {
  it.each([
    ['UTC', '2001-01-01T00:00:00Z', 0],
    ['UTC', '2000-12-31T23:59:59.999Z', -1],
    ['UTC', '2024-02-29T12:00:00Z', 8459],
    ['Etc/GMT+12', '2024-03-15T11:59:59Z', 8473],
    ['Etc/GMT+12', '2024-03-15T12:00:00Z', 8474],
    ['Pacific/Kiritimati', '2024-03-15T09:59:59Z', 8474],
    ['Pacific/Kiritimati', '2024-03-15T10:00:00Z', 8475],
    ['Asia/Kathmandu', '2024-03-15T18:14:59Z', 8474],
    ['Asia/Kathmandu', '2024-03-15T18:15:00Z', 8475],
    ['America/New_York', '2024-03-10T04:59:59Z', 8468],
    ['America/New_York', '2024-03-10T05:00:00Z', 8469],
    ['America/New_York', '2024-03-11T03:59:59Z', 8469],
    ['America/New_York', '2024-03-11T04:00:00Z', 8470],
  ])('%s at %s is day %i', (timeZone, instant, day) => {
    expect(dayCounter(timeZone)(Date.parse(instant))).toBe(day)
  })
})

it('the answer that is kept for a quarter of an hour is given up when the clock goes on or back', () => {
  const day = dayCounter('UTC')
  const at = (instant: string): number => day(Date.parse(instant))
  expect([
    at('2024-03-15T23:59:59.999Z'),
    at('2024-03-16T00:00:00Z'),
    at('2024-03-15T23:59:59Z'),
  ]).toEqual([8474, 8475, 8474])
})

it('an unknown time zone is the developer’s error', () => {
  expect(() => dayCounter('Mars/Olympus')).toThrow(/`timeZone`.*Mars\/Olympus/)
})

it('a day beyond all dates has no date', () => {
  expect(dateOfDay(0)?.toISOString()).toBe('2001-01-01T00:00:00.000Z')
  expect(dateOfDay(1e12)).toBeUndefined()
})
