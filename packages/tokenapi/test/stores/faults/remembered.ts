/** The same faults where valid tokens are remembered for a second: by the library, and by the server. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { createTokenApi } from '../../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../../src/password/index.ts'
import {
  type FaultBench,
  ITERATIONS,
  PASSWORD,
  SECRET_KEY,
  settingsFor,
} from '../../support/fault-bench.ts'
import type { FaultyDatabase, Holder, ServerName } from '../../support/faulty-database.ts'
import { type LibraryServer, libraryServer } from '../../support/library-server.ts'
import { type Product, product } from '../../support/product.ts'
import {
  type Account,
  type Observed,
  type TestServer,
  burst,
  expectBackToNormal,
  expectUnavailable,
  statuses,
  verify,
  verifyAccessToken,
} from '../../support/questions.ts'

/** Seconds, and milliseconds. */
const MAX_STALE_SECONDS = 1
const BOUND = 1_000 * MAX_STALE_SECONDS
/** On a busy machine the bound may be over before the first request is sent. */
const ROUNDS = 20
/** Milliseconds, for that many rounds. */
const TIMEOUT = 600_000

interface Fault {
  begin(database: FaultyDatabase): Promise<unknown>
  end(database: FaultyDatabase): Promise<unknown>
}

const pass = ({ proxy }: FaultyDatabase): Promise<void> => proxy.pass()
const refused: Fault = { begin: ({ proxy }) => proxy.refuse(), end: pass }
const swallowed: Fault = { begin: ({ proxy }) => proxy.swallow(), end: pass }
const frozen: Fault = { begin: ({ server }) => server.freeze(), end: ({ server }) => server.thaw() }
const crashed: Fault = {
  begin: ({ server }) => server.crash(),
  end: ({ server }) => server.restart(),
}
const cut: Fault = { begin: ({ proxy }) => proxy.cutAfter(1), end: pass }

/** Others take all connections, and nothing is left in the pools. */
function connectionsHeld(): Fault {
  let holder: Holder | undefined
  return {
    async begin(database) {
      await database.proxy.refuse()
      await database.killSessions()
      holder = await database.holdConnections()
      await database.proxy.pass()
    },
    end: async () => holder?.release(),
  }
}

export function remembered(name: ServerName, bench: () => FaultBench): void {
  describe('maxStaleSeconds: 1', { timeout: TIMEOUT }, () => {
    let servers: readonly [Product, LibraryServer]
    beforeAll(async () => {
      const store = bench().database.storeOverOwnPool()
      const api = createTokenApi({
        secretKey: SECRET_KEY,
        store,
        passwordHasher: createPasswordHasher({ iterations: ITERATIONS }),
        loginThrottle: false,
        accessTokens: true,
        loginToken: 'classic',
        maxStaleSeconds: MAX_STALE_SECONDS,
      })
      const served = await product({
        ...settingsFor(bench().database),
        MAX_STALE_SECONDS: String(MAX_STALE_SECONDS),
      })
      servers = [served, await libraryServer(api, store)]
    })
    afterEach(async () => {
      await bench().database.server.thaw()
      await bench().database.proxy.pass()
    })
    afterAll(async () => {
      const [served, own] = servers
      own.close()
      await served.stop()
    })

    it.each([
      ['F-01: connections are refused', refused],
      ['F-02: a partition swallows everything', swallowed],
      ['F-03: the server is frozen', frozen],
      ['F-05: the server has crashed', crashed],
      ['F-10: answers are cut', cut],
      ['F-11: others hold all connections', connectionsHeld()],
    ])('%s: 200 from memory until the bound, then 503', async (_name, fault) => {
      const { database } = bench()
      await untilSomeFromMemory(async () => {
        const account = await newAccount(bench())
        const fromMemory = await duringOutage(servers, account, () => fault.begin(database))
        await fault.end(database)
        for (const server of servers) await expectBackToNormal(server, account)
        return fromMemory
      })
    })

    it.each([
      ['refuses', refused],
      ['swallows', swallowed],
    ])('F-19: cut off by a network that %s, while others change a user', async (_name, fault) => {
      const { database, past } = bench()
      const { users } = sqlAdmin(past)
      await untilSomeFromMemory(async () => {
        const account = await newAccount(bench())
        const fromMemory = await duringOutage(servers, account, async () => {
          await fault.begin(database)
          await users.update(account.id, { isActive: false })
        })
        await fault.end(database)
        for (const server of servers) await expectOnly(server, account, 403)
        await users.update(account.id, { isActive: true })
        for (const server of servers) {
          await expectOnly(server, account, 200)
          await expectBackToNormal(server, account)
        }
        return fromMemory
      })
    })

    it('F-04: every session is ended, 8 times: never a refusal', async () => {
      const account = await newAccount(bench())
      const observed: Observed[] = []
      for (let i = 0; i < 8; i++) {
        const asked = servers.map((server) => burst(server, account))
        await bench().database.killSessions()
        observed.push(...(await Promise.all(asked)).flat())
      }
      expect([200, 503]).toEqual(expect.arrayContaining(statuses(observed)))
      for (const server of servers) await expectBackToNormal(server, account)
      servers[0].expectUnharmed()
    })

    it.skipIf(name === 'PostgreSQL')(
      'F-12: the server has gone away from idle connections: a remembered token and a new one pass',
      async () => {
        const { database } = bench()
        const { query } = database.direct
        const account = await newAccount(bench())
        await query('SET GLOBAL wait_timeout = 1')
        await database.killSessions()
        for (const server of servers) await expectBackToNormal(server, account)
        const sessions = "SELECT id FROM information_schema.processlist WHERE user = 'app'"
        await expect.poll(() => query(sessions), { timeout: 20_000 }).toEqual([])
        for (const each of [account, await newAccount(bench())]) {
          for (const server of servers) expect(statuses(await burst(server, each))).toEqual([200])
        }
        await query('SET GLOBAL wait_timeout = 28800')
        await database.killSessions()
        for (const server of servers) await expectBackToNormal(server, account)
      },
    )

    it.skipIf(name === 'PostgreSQL')(
      'F-12: read-only: tokens pass beyond the bound, a revocation is 503 and ends nothing',
      async () => {
        const { database, past } = bench()
        const { query } = database.direct
        const account = await newAccount(bench())
        const api = createTokenApi({ secretKey: SECRET_KEY, store: past, accessTokens: true })
        const [record] = await api.accessTokens.list(account.id)
        await query('SET GLOBAL read_only = 1')
        const end = performance.now() + 2 * BOUND
        while (performance.now() < end) {
          for (const server of servers) {
            expect(statuses(await burst(server, account))).toEqual([200])
            const url = `${server.url}/token/tokens/${record?.id}/revoke.json`
            const authorization = `Bearer ${account.accessToken}`
            const answer = await fetch(url, { method: 'POST', headers: { authorization } })
            expect(answer.status).toBe(503)
          }
        }
        await query('SET GLOBAL read_only = 0')
        for (const server of servers) await expectBackToNormal(server, account)
      },
    )

    it('F-09: 800 ms each way: 200 or 503, then as before', async () => {
      const account = await newAccount(bench())
      await bench().database.proxy.delay(800)
      for (let wave = 0; wave < 3; wave++) {
        const observed = (await Promise.all(servers.map((each) => burst(each, account)))).flat()
        expect([200, 503]).toEqual(expect.arrayContaining(statuses(observed)))
      }
      await bench().database.proxy.pass()
      for (const server of servers) await expectBackToNormal(server, account)
    })
  })
}

async function untilSomeFromMemory(round: () => Promise<number>): Promise<void> {
  let fromMemory = 0
  for (let i = 0; i < ROUNDS && fromMemory === 0; i++) fromMemory = await round()
  expect(fromMemory).toBeGreaterThan(0)
}

/**
 * Loads the tokens, begins the outage, and sends requests until each is answered with 503. Returns the number of those
 * that were served from memory.
 */
async function duringOutage(
  servers: readonly TestServer[],
  account: Account,
  begin: () => Promise<unknown>,
): Promise<number> {
  const asks = servers.flatMap((server) =>
    [verify, verifyAccessToken].map((ask) => () => ask(server, account)),
  )
  const loadedAfter = performance.now()
  for (const ask of asks) expect(await ask()).toMatchObject({ status: 200 })
  await begin()
  const brokenAt = performance.now()
  let fromMemory = 0
  const untilUnavailable = async (ask: () => Promise<Observed>): Promise<void> => {
    for (;;) {
      const sentAt = performance.now()
      const observed = await ask()
      if (observed.status === 200) {
        expect(sentAt - brokenAt).toBeLessThan(BOUND)
        fromMemory++
        continue
      }
      // Neither a refusal, nor a 503 while the token is remembered.
      expectUnavailable([observed])
      expect(performance.now() - loadedAfter).toBeGreaterThanOrEqual(BOUND)
      return
    }
  }
  await Promise.all(asks.map(untilUnavailable))
  return fromMemory
}

/** Within 10 s both tokens are answered so; until then with 503 and nothing else. */
async function expectOnly(server: TestServer, account: Account, status: number): Promise<void> {
  for (const ask of [verify, verifyAccessToken]) {
    const observed: Observed[] = []
    const latest = async (): Promise<number | undefined> => {
      observed.push(await ask(server, account))
      return observed.at(-1)?.status
    }
    await expect.poll(latest, { timeout: 10_000 }).toBe(status)
    expect([503, status]).toEqual(expect.arrayContaining(statuses(observed)))
  }
}

/** A user whose tokens no server has seen. */
async function newAccount({ past }: FaultBench): Promise<Account> {
  const username = `remembered-${crypto.randomUUID()}`
  const password = await makePassword(PASSWORD, { iterations: ITERATIONS })
  const user = await sqlAdmin(past).users.add({ username, password })
  const api = createTokenApi({ secretKey: SECRET_KEY, store: past, accessTokens: true })
  const { token: accessToken } = await api.accessTokens.issue(user.id)
  return { ...user, password: PASSWORD, token: api.makeToken(user), accessToken }
}
