/** The server removes the records of ended tokens by itself. */
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { pruneRegularly } from '../src/tokens/prune-regularly.ts'

const HOUR = 3_600_000
beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 2, 8) }))
afterEach(() => void vi.useRealTimers())

function pruned(prune: () => Promise<number>) {
  const calls: (Date | undefined)[] = []
  let lines = ''
  const log = pino({ base: null }, { write: (line: string) => void (lines += line) })
  const accessTokens = {
    prune: (options?: { readonly endedBefore?: Date | undefined }) => {
      calls.push(options?.endedBefore)
      return prune()
    },
  }
  const stop = pruneRegularly({ accessTokens } as never, log)
  return { calls, stop, lines: () => lines }
}

it('in the first minute, and then every hour, what ended more than seven days ago', async () => {
  const { calls, stop, lines } = pruned(async () => 3)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(calls).toHaveLength(1)
  expect(Math.abs(Number(calls[0]) - Date.UTC(2026, 2, 1))).toBeLessThanOrEqual(60_000)
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(calls).toHaveLength(3)
  expect(lines()).toMatch(/"count":3,"msg":"removed the records/)
  stop()
  await vi.advanceTimersByTimeAsync(2 * HOUR)
  expect(calls).toHaveLength(3)
})

it('one run at a time, however long it takes', async () => {
  let end: (count: number) => void = () => {}
  const { calls, stop } = pruned(() => new Promise((resolve) => (end = resolve)))
  await vi.advanceTimersByTimeAsync(5 * HOUR)
  expect(calls).toHaveLength(1)
  end(0)
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(calls).toHaveLength(2)
  stop()
})

it('what fails is logged and tried again; a failure of the end of the server is not', async () => {
  let fail: (error: Error) => void = () => {}
  const { calls, stop, lines } = pruned(() => new Promise((_, reject) => (fail = reject)))
  await vi.advanceTimersByTimeAsync(60_000)
  fail(new Error('the database does not answer'))
  await vi.advanceTimersByTimeAsync(HOUR)
  expect(calls).toHaveLength(2)
  expect(lines()).toMatch(/"level":40.*the database does not answer.*were not removed/)
  const before = lines()
  stop()
  fail(new Error('closed'))
  await vi.advanceTimersByTimeAsync(HOUR)
  expect({ calls: calls.length, lines: lines() }).toEqual({ calls: 2, lines: before })
})
