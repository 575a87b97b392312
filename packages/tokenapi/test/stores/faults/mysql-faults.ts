/** What a server of MySQL or MariaDB does to connections besides. */
import { expect, it } from 'vitest'

import { sqlAdmin } from '../../../src/admin/index.ts'
import { type TokenApiEvent, UnavailableError, createTokenApi } from '../../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../../src/password/index.ts'
import { type FaultBench, ITERATIONS, PASSWORD, SECRET_KEY } from '../../support/fault-bench.ts'
import { burst, login, statuses, verify } from '../../support/questions.ts'
import { delivered } from '../../support/delivered.ts'

export function goneAway(bench: () => FaultBench): void {
  it('F-12: the server has gone away from idle connections: nobody hears of it', async () => {
    const { database, servers, account, served } = bench()
    const { query } = database.direct
    await query('SET GLOBAL wait_timeout = 1')
    await database.killSessions()
    await bench().backToNormal()
    const sessions = "SELECT id FROM information_schema.processlist WHERE user = 'app'"
    expect((await query(sessions)).length).toBeGreaterThan(0)
    await expect.poll(() => query(sessions), { timeout: 20_000 }).toEqual([])
    for (const server of servers) expect(statuses(await burst(server, account))).toEqual([200])
    served.expectUnharmed()
    await query('SET GLOBAL wait_timeout = 28800')
    await database.killSessions()
    await bench().backToNormal()
  })
}

export function readOnly(bench: () => FaultBench): void {
  it('F-12: read-only: tokens and logins are good, hashes stay, users cannot be changed', async () => {
    const { database, servers, account, past, store } = bench()
    const password = await makePassword(PASSWORD, { iterations: ITERATIONS / 2 })
    const user = await sqlAdmin(past).users.add({ username: 'outdated', password })
    await database.direct.query('SET GLOBAL read_only = 1')
    for (const server of servers) {
      expect((await verify(server, account)).status).toBe(200)
      // The server would make a new hash of this one.
      expect((await login(server, { ...account, username: 'outdated' })).status).toBe(200)
    }
    const events: TokenApiEvent[] = []
    const api = createTokenApi({
      secretKey: SECRET_KEY,
      store,
      passwordHasher: createPasswordHasher({ iterations: ITERATIONS }),
      onEvent: (event) => events.push(event),
    })
    expect((await api.login('outdated', PASSWORD)).token).toBe(api.makeToken(user))
    await delivered()
    expect(events).toMatchObject([
      {
        name: 'password.upgrade_failed',
        userId: user.id,
        error: expect.any(UnavailableError),
      },
      { name: 'login.succeeded', userId: user.id, username: 'outdated' },
    ])
    expect(await past.findById(user.id)).toEqual(user)
    for (const refused of [
      () => sqlAdmin(store).users.add({ username: 'new', password: '!' }),
      () => sqlAdmin(store).users.update(user.id, { isActive: false }),
      () => sqlAdmin(store).users.remove(user.id),
    ]) {
      await expect(refused()).rejects.toThrow(/takes no writes .*use the URL of the primary/)
    }
    expect(await past.findById(user.id)).toEqual(user)

    await database.direct.query('SET GLOBAL read_only = 0')
    expect(await sqlAdmin(store).users.update(user.id, { isActive: false })).toBe(true)
    await bench().backToNormal()
  })
}
