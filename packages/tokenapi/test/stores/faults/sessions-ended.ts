import { expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { isUnavailableError } from '../../../src/index.ts'
import type { FaultBench } from '../../support/fault-bench.ts'
import {
  type Observed,
  login,
  statuses,
  verify,
  verifyAccessToken,
} from '../../support/questions.ts'

const ROUNDS = 100
/** Answers between two rounds, so that each finds work to interrupt. */
const BETWEEN = 16

export function sessionsEnded(bench: () => FaultBench): void {
  it('F-04: every session is ended, 100 times under load: hardly a 503, never a refusal', async () => {
    const { database, servers, store, past, account } = bench()
    const observed: Observed[] = []
    const added: string[] = []
    const unexpected: unknown[] = []
    const load = { isOn: true }
    const untilOff = async (work: () => Promise<void>): Promise<void> => {
      while (load.isOn) await work()
    }
    const asking = servers.flatMap((server) =>
      [verify, verifyAccessToken, login].map((ask) =>
        untilOff(async () => void observed.push(await ask(server, account))),
      ),
    )
    // Transactions: between two statements of one, too, a session may be gone.
    let count = 0
    const adding = untilOff(async () => {
      const username = `added-${count++}`
      try {
        await sqlAdmin(store).users.add({ username, password: '!' })
        added.push(username)
      } catch (error) {
        if (!isUnavailableError(error)) unexpected.push(error)
      }
    })

    let ended = 0
    for (let round = 1; round <= ROUNDS; round++) {
      await expect
        .poll(() => observed.length, { interval: 5, timeout: 60_000 })
        .toBeGreaterThanOrEqual(round * BETWEEN)
      ended += await database.killSessions()
    }
    load.isOn = false
    await Promise.all([...asking, adding])

    const unavailable = observed.filter(({ status }) => status === 503).length
    console.info(
      `${ended} sessions ended, ${observed.length} requests: ${unavailable} were answered with 503; ${added.length} users added`,
    )
    expect([200, 503]).toEqual(expect.arrayContaining(statuses(observed)))
    expect(unavailable).toBeLessThan(observed.length / 10)
    expect(ended).toBeGreaterThan(ROUNDS)
    expect(unexpected).toEqual([])
    for (const username of added) expect(await past.findByUsername(username)).toBeDefined()
    await bench().backToNormal()
    bench().served.expectUnharmed()
  })
}
