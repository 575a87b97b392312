/** The disk of PostgreSQL is full. */
import { execFileSync } from 'node:child_process'
import { rmSync, statfsSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTokenApi, isUnavailableError } from '../../../src/index.ts'
import { createPasswordHasher } from '../../../src/password/index.ts'
import { type FaultBench, ITERATIONS, SECRET_KEY, faultBench } from '../../support/fault-bench.ts'
import { SERVERS } from '../../support/faulty-database.ts'
import { type LibraryServer, libraryServer } from '../../support/library-server.ts'
import { lacks } from '../../support/peers/peers.ts'
import { expectBackToNormal, statuses, verify, verifyAccessToken } from '../../support/questions.ts'

/** Tokens: more than fit in the pages that have room. */
const MOST = 2_000

describe.skipIf(!SERVERS.includes('PostgreSQL') || lacks('mount'))('PostgreSQL', () => {
  let bench: FaultBench
  let remembering: LibraryServer
  beforeAll(async () => {
    bench = await faultBench('PostgreSQL', { disk: '200m' })
    const store = bench.database.storeOverOwnPool()
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store,
      passwordHasher: createPasswordHasher({ iterations: ITERATIONS }),
      loginThrottle: false,
      accessTokens: true,
      loginToken: 'classic',
      maxStaleSeconds: 1,
    })
    remembering = await libraryServer(api, store)
  })
  afterAll(async () => {
    remembering.close()
    await bench.stop()
  })

  it('F-06: the disk is full: what is not written is 503, tokens pass, then as before', async () => {
    const { database, account, store } = bench
    const all = [...bench.servers, remembering]
    const accessTokens = { maxPerUser: 10_000 }
    const api = createTokenApi({ secretKey: SECRET_KEY, store, accessTokens })
    const early = await api.accessTokens.issue(account.id)
    const filler = join(database.server.folder, 'filler')
    const { bavail, bsize } = statfsSync(database.server.folder)
    execFileSync('fallocate', ['--length', String(bavail * bsize), filler])

    const issued: string[] = []
    const failed: unknown[] = []
    while (failed.length === 0 && issued.length < MOST) {
      await api.accessTokens.issue(account.id).then(
        ({ token }) => issued.push(token),
        (reason: unknown) => failed.push(reason),
      )
    }
    expect(failed.map(isUnavailableError)).toEqual([true])
    for (const server of all) {
      const answers = [await verify(server, account), await verifyAccessToken(server, account)]
      expect(statuses(answers)).toEqual([200])
    }
    // It may fit into a page that has room. What is acknowledged counts.
    const isRevoked = await api.accessTokens.revoke(early.record.id).catch((reason: unknown) => {
      expect(isUnavailableError(reason)).toBe(true)
      return false
    })

    rmSync(filler)
    for (const server of all) await expectBackToNormal(server, account)
    const later = await api.accessTokens.issue(account.id)
    for (const server of all) {
      const present = async (accessToken: string): Promise<number> =>
        (await verifyAccessToken(server, { ...account, accessToken })).status
      for (const token of [...issued.slice(-20), later.token])
        expect(await present(token)).toBe(200)
      if (isRevoked) expect(await present(early.token)).toBe(403)
    }
  })
})
