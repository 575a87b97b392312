import { expect } from 'vitest'

import { printHistory, reportHistory } from './report-history.ts'
import { runWorkload } from './workload.ts'
import { BOUND_SECONDS, type DatabaseName, openWorld } from './world.ts'

/** A thorough run sets the variable to 100000. */
export const OPERATIONS = Number(process.env['TOKENAPI_TEST_HISTORY'] ?? 5_000)
/** Milliseconds for a thorough run on a busy machine. */
export const MOST_MS = 3_600_000

/**
 * Three nodes with `maxStaleSeconds`, changes by anybody, and faults: no token is let in later than the bound, and no
 * valid one refused.
 */
export async function runHistory(name: DatabaseName): Promise<void> {
  const world = await openWorld(name)
  try {
    await runWorkload(world, () => world.observations.length >= OPERATIONS)
  } finally {
    await world.stop()
  }
  const report = reportHistory(world.observations, BOUND_SECONDS * 1_000, world.cuts)
  const changes = [...world.counts].map(([what, count]) => `${what}: ${count}`).toSorted()
  console.log(printHistory(name, report, changes.join(', '), world.faults))
  expect(report.violations).toEqual([])
  expect(report.acceptances).toBeGreaterThan(0)
  expect(report.refusals).toBeGreaterThan(0)
  expect(report.ends).toBeGreaterThan(0)
}
