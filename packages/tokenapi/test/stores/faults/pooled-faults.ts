/** What breaks between us and a database server, or in it: 503 meanwhile, and as ever right after. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { CANARIES, type FaultBench, POOL, faultBench } from '../../support/fault-bench.ts'
import { SERVERS, type ServerName } from '../../support/faulty-database.ts'
import { mostSocketsTo } from '../../support/open-sockets.ts'
import {
  type Observed,
  burst,
  expectUnavailable,
  login,
  ready,
  statuses,
  verify,
  verifyAccessToken,
} from '../../support/questions.ts'
import { crashed } from './crashed.ts'
import { remembered } from './remembered.ts'
import { sessionsEnded } from './sessions-ended.ts'

export function pooledFaults(name: ServerName, more: (bench: () => FaultBench) => void): void {
  describe.skipIf(!SERVERS.includes(name))(name, () => {
    let bench: FaultBench
    beforeAll(async () => void (bench = await faultBench(name)))
    // What a test left broken because it failed is not the next one's.
    afterEach(async () => {
      await bench.database.server.thaw()
      await bench.database.proxy.pass()
    })
    afterAll(() => bench.stop())

    /** At both servers at once, and whether they call themselves ready. */
    const askBoth = async (): Promise<{ observed: Observed[]; readiness: number[] }> => {
      const { servers, account } = bench
      const [observed, readiness] = await Promise.all([
        Promise.all(servers.map((server) => burst(server, account))),
        Promise.all(servers.map(ready)),
      ])
      return { observed: observed.flat(), readiness }
    }

    it.each([
      ['F-01: connections are refused', 'refuse'],
      ['F-02: a partition swallows everything', 'swallow'],
    ] as const)('%s', async (_name, fault) => {
      const { proxy } = bench.database
      await bench.backToNormal()
      await proxy[fault]()
      const most = await mostSocketsTo(proxy, async () => {
        // The first find connections that are open, the second must make new ones.
        for (let wave = 0; wave < 2; wave++) {
          const { observed, readiness } = await askBoth()
          expectUnavailable(observed)
          expect(readiness).toEqual([503, 503])
        }
      })
      expect(most).toBeLessThanOrEqual(2 * POOL)
      await proxy.pass()
      await bench.backToNormal()
    })

    it('F-03: frozen: 503 within 2 s, and after the thaw nothing stale', async () => {
      const { database, past, account, servers } = bench
      await bench.backToNormal()
      await database.server.freeze()
      const { observed, readiness } = await askBoth()
      expectUnavailable(observed)
      // Not the greatest: the machine may be busy with something else for a moment.
      const times = observed.map(({ ms }) => ms).toSorted((a, b) => a - b)
      expect(times[Math.floor(times.length / 2)]).toBeLessThan(2_000)
      expect(readiness).toEqual([503, 503])
      await database.server.thaw()

      // Whatever was asked in the ice is answered now, and must reach nobody.
      await sqlAdmin(past).users.update(account.id, { isActive: false })
      for (const server of servers) {
        const asked = Array.from({ length: 24 }, (_, i) =>
          (i % 2 === 0 ? verify : verifyAccessToken)(server, account),
        )
        const after = await Promise.all(asked)
        expect([403, 503]).toEqual(expect.arrayContaining(statuses(after)))
        for (const each of [verify, verifyAccessToken]) {
          await expect.poll(async () => (await each(server, account)).status).toBe(403)
        }
        expect((await login(server, account)).status).toBe(401)
      }
      await sqlAdmin(past).users.update(account.id, { isActive: true })
      await bench.backToNormal()
    })

    sessionsEnded(() => bench)
    crashed(() => bench)

    it('F-11: others hold the connections: 503 or served, then as ever', async () => {
      const { database } = bench
      await bench.backToNormal()
      // The pools are empty then, and ask for more than is left. Nothing connects meanwhile, as a record of a last use may.
      await database.proxy.refuse()
      await database.killSessions()
      const others = await database.holdConnections()
      await database.proxy.pass()
      const none = await askBoth()
      expectUnavailable(none.observed)
      expect(none.readiness).toEqual([503, 503])
      await others.release(3)
      for (let wave = 0; wave < 3; wave++) {
        expect([200, 503]).toEqual(expect.arrayContaining(statuses((await askBoth()).observed)))
      }
      await others.release()
      await bench.backToNormal()
    })

    more(() => bench)
    remembered(name, () => bench)

    it('stopped in a partition: the process ends all the same', async () => {
      const { served, database, account } = bench
      served.expectUnharmed()
      await database.proxy.swallow()
      await verify(served, account)
      expect(await served.stop()).toBe(0)
      for (const secret of [...CANARIES, account.token, account.accessToken]) {
        expect(served.output()).not.toContain(secret)
      }
    })
  })
}
