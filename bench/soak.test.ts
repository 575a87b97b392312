/** A short soak: `npm run bench -- soak` is the long one. No test judges speed. */
import { expect, it } from 'vitest'

import { runSoak } from './soak/run-soak.ts'

/** Bytes that the heap may grow for each request: less than any request leaves behind for a while. */
const MOST = 1_000
const REQUESTS = 3_000

it('requests, logins, rotations, revocations and new passwords leave nothing in memory', async () => {
  let requests = 0
  let first = 0
  let last = 0
  const wrong: string[] = []
  const changes = { login: 0, rotation: 0, revocation: 0, password: 0 }
  for await (const soaked of runSoak({ seconds: 600, every: 4, users: 50 })) {
    requests += soaked.requests
    wrong.push(...soaked.wrong)
    for (const [change, count] of Object.entries(soaked.changes)) {
      changes[change as keyof typeof changes] += count
    }
    if (first === 0) first = soaked.heap
    last = soaked.heap
    if (requests > REQUESTS && Object.values(changes).every((count) => count > 0)) break
  }
  expect(wrong).toEqual([])
  expect(requests).toBeGreaterThan(REQUESTS)
  expect(last - first).toBeLessThan(MOST * requests)
}, 700_000)
