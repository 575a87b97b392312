import { expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { createTokenApi } from '../../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../../src/password/index.ts'
import { type FaultBench, ITERATIONS, PASSWORD, SECRET_KEY } from '../../support/fault-bench.ts'
import { type Account, verify, verifyAccessToken } from '../../support/questions.ts'

const ROUNDS = 2
/** Writes of each kind that are acknowledged before the server is gone. */
const ACKNOWLEDGED = 5

export function crashed(bench: () => FaultBench): void {
  it('F-05: crash and recovery: every acknowledged write is there', async () => {
    for (let round = 0; round < ROUNDS; round++) await crashOnce(bench(), round)
    bench().served.expectUnharmed()
  })
}

async function crashOnce(bench: FaultBench, round: number): Promise<void> {
  const { database, past, served } = bench
  // A disk may be busy: here nothing is late, and only the crash ends a write.
  const store = database.storeOverOwnPool({ timeout: 60_000 })
  const upgraded = new Set<unknown>()
  const api = createTokenApi({
    secretKey: SECRET_KEY,
    store,
    accessTokens: { maxPerUser: 10_000 },
    loginToken: 'classic',
    // Stronger than the stored hashes, so every first login writes a hash and keeps tokens.
    passwordHasher: createPasswordHasher({ iterations: 2 * ITERATIONS }),
    onEvent: (event) => {
      if (event.name === 'password.upgraded') upgraded.add(event.userId)
    },
  })
  const encoded = await makePassword(PASSWORD, { iterations: ITERATIONS })
  const changing = await sqlAdmin(past).users.add({ username: `changing-${round}`, password: '!' })
  const accounts: Account[] = []
  for (let i = 0; i < 40; i++) {
    const user = await sqlAdmin(past).users.add({
      username: `upgraded-${round}-${i}`,
      password: encoded,
    })
    accounts.push({ ...user, password: PASSWORD, token: api.makeToken(user) })
  }

  const added: string[] = []
  const issued: string[] = []
  const revoked: string[] = []
  let changed = 0
  /** Until the first that is not acknowledged. */
  const writing = async (write: (count: number) => Promise<unknown>): Promise<void> => {
    for (let count = 1; ; count++)
      if ((await write(count).catch(() => 'failed')) === 'failed') return
  }
  const writers = [
    writing(async (count) => {
      const { username } = await sqlAdmin(store).users.add({
        username: `crash-${round}-${count}`,
        password: '!',
      })
      added.push(username)
    }),
    writing(async (count) => {
      await sqlAdmin(store).users.update(changing.id, { password: `!${count}` })
      changed = count
    }),
    writing((count) => api.login(accounts[count - 1]?.username ?? '', PASSWORD)),
    writing(async () => {
      const { token, record } = await api.accessTokens.issue(bench.account.id)
      issued.push(record.id)
      await api.accessTokens.revoke(record.id)
      revoked.push(token)
    }),
  ]
  await expect
    .poll(() => Math.min(added.length, changed, upgraded.size, revoked.length), {
      interval: 5,
      timeout: 60_000,
    })
    .toBeGreaterThanOrEqual(ACKNOWLEDGED)
  await database.server.crash()
  await Promise.all(writers)
  await database.server.restart()
  await bench.backToNormal()

  for (const username of added) expect(await past.findByUsername(username)).toBeDefined()
  for (const id of issued) expect(await past.tokens.get(id)).toBeDefined()
  for (const accessToken of revoked) {
    expect((await verifyAccessToken(served, { ...bench.account, accessToken })).status).toBe(403)
  }
  // One more may have been written and not acknowledged any more.
  const { password = '' } = (await past.findById(changing.id)) ?? {}
  expect(Number(password.slice(1))).toBeGreaterThanOrEqual(changed)
  for (const account of accounts.filter(({ id }) => upgraded.has(id))) {
    const { password: stored } = (await past.findById(account.id)) ?? {}
    expect(stored).toContain(`$${2 * ITERATIONS}$`)
    // The token of the old hash: it is among those kept.
    expect((await verify(served, account)).status).toBe(200)
  }
  await store.close()
}
