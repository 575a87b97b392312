/** What an import with plain passwords says of its time, with a clock that stands still. */
import { describe, expect, it } from 'vitest'

import { duration, hashTime, hashTimeNote } from '../src/import/hash-time.ts'
import { progressText } from '../src/import/progress-text.ts'

describe('before it begins', () => {
  it('5,000 rows of 0.3 s each are 25 minutes', async () => {
    let now = 0
    // Four at a time, in 1.2 s: 0.3 s for each.
    const time = await hashTime(
      5_000,
      async () => 'hash',
      () => (now += 1_200),
    )
    expect(time).toEqual({ rows: 5_000, each: 300 })
    expect(hashTimeNote(time)).toBe(
      '5,000 passwords to be hashed: this takes about 25 minutes. It may be stopped and run again at any time.',
    )
  })
  it('of a pipe nobody knows how many there are', () => {
    expect(hashTimeNote({ rows: undefined, each: 300 })).toBe(
      'Each password is hashed: about 200 in a minute.',
    )
  })
  it('what is soon done is not told', () => {
    expect(hashTimeNote({ rows: 30, each: 300 })).toBeUndefined()
  })
})

it.each([
  [400, 'about 1 second'],
  [59_000, 'about 59 seconds'],
  [60_000, 'about 1 minute'],
  [25 * 60_000, 'about 25 minutes'],
  [3 * 3_600_000, 'about 3 hours'],
  [72 * 3_600_000, 'about 3 days'],
])('%d ms: %s', (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text)
})

it('the bar shows the time left, once enough has passed to tell', () => {
  const renderProgress = progressText(1_000, 0)
  expect(renderProgress(100, 10, 1_000)).toBe('Importing users: 10 %, 10 rows')
  expect(renderProgress(400, 2_000, 600_000)).toBe(
    'Importing users: 40 %, 2,000 rows, about 15 minutes left',
  )
  expect(renderProgress(1_000, 5_000, 1_500_000)).toBe('Importing users: 100 %, 5,000 rows')
})
