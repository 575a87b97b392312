/** Logins that make new hashes, on real databases: nobody else is logged out by one. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import {
  type TokenApi,
  type TokenApiEvent,
  UnavailableError,
  type StoredUser,
  createTokenApi,
} from '../../src/index.ts'
import { checkPassword, createPasswordHasher, makePassword } from '../../src/password/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_DATABASE, freshStore } from '../support/recorded-store.ts'
import { delivered } from '../support/delivered.ts'

const SECRET = 'a secret of these tests, long enough'
const DAY = 86_400_000
const NOW = Date.parse('2026-11-24T12:00:00Z')
const USERS = EVERY_DATABASE.map((database) => ({
  database,
  // Both are one store, which is slower than the others.
  count: database === 'MySQL' || database === 'MariaDB' ? 200 : 1_000,
}))
const PASSWORD = 'the same for all'

const events: TokenApiEvent[] = []
/** An api whose new hashes have this many rounds, at some days before now. */
function apiOf(store: SqlStore, iterations: number, daysAgo = 0): TokenApi {
  return createTokenApi({
    secretKey: [SECRET, 'an older one that still verifies'],
    store,
    // Many logins of one user at once.
    loginThrottle: false,
    passwordHasher: createPasswordHasher({ iterations, queue: 10_000 }),
    onEvent: (event) => events.push(event),
    now: () => new Date(NOW - daysAgo * DAY),
  })
}

/** `work` for all of them, so many at a time. */
async function inFlight<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) await work(items[next++] as T)
  }
  await Promise.all(Array.from({ length: most }, worker))
}

describeEachPeer(USERS)('over $database', ({ database, count }) => {
  let store: SqlStore
  const users: StoredUser[] = []
  /** What other devices hold: tokens of several days, one of them of a key that only verifies. */
  const held: { readonly user: string; readonly token: string }[] = []

  const refusals = async (api: TokenApi): Promise<unknown[]> => {
    const refused: unknown[] = []
    await inFlight(held, 16, async (credentials) => {
      await api.verify(credentials).catch((error: unknown) => refused.push(error))
    })
    return refused
  }
  const upgraded = (): number => events.filter(({ name }) => name === 'password.upgraded').length

  beforeAll(async () => {
    store = await freshStore(database)
    const password = await makePassword(PASSWORD, { iterations: 10 })
    const names = Array.from({ length: count }, (_, i) => `user-${i}`)
    await inFlight(names, 8, async (username) => {
      users.push(await sqlAdmin(store).users.add({ username, password }))
    })
    const older = createTokenApi({
      secretKey: 'an older one that still verifies',
      store,
      now: () => new Date(NOW - 2 * DAY),
    })
    const days = [7, 3, 0].map((daysAgo) => apiOf(store, 10, daysAgo))
    for (const user of users) {
      for (const api of [...days, older]) {
        held.push({ user: String(user.id), token: api.makeToken(user) })
      }
    }
  })
  afterAll(() => store.close())

  it(`${count} forced upgrades under load: 0 tokens lost, and one new hash for two logins`, async () => {
    const api = apiOf(store, 20)
    events.length = 0
    const load = { ended: false }
    const lost: unknown[] = []
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      for (let i = reader * 97; !load.ended; i += 13) {
        const credentials = held[i % held.length] as (typeof held)[number]
        await api.verify(credentials).catch((error: unknown) => lost.push(error))
        // SQLite answers in the same turn: the hashes would never show up.
        await new Promise(setImmediate)
      }
    })
    await inFlight(users, 8, async (user) => {
      const login = () => api.login(user.username, PASSWORD)
      for (const { token } of await Promise.all([login(), login()])) {
        await api.verify({ user: String(user.id), token }).catch((error) => lost.push(error))
      }
    })
    load.ended = true
    await Promise.all(readers)
    expect(lost).toEqual([])
    await expect.poll(upgraded).toBe(count)
    expect(await refusals(api)).toEqual([])
    for (const { id } of users.slice(0, 50)) {
      const { password } = (await store.findById(id)) as StoredUser
      expect(password).toMatch(/^pbkdf2_sha256\$20\$/)
      expect(await checkPassword(PASSWORD, password)).toBe(true)
    }
  })

  it('a second upgrade a moment later keeps what the first one kept', async () => {
    const api = apiOf(store, 30)
    events.length = 0
    await inFlight(users, 8, async ({ username }) => void (await api.login(username, PASSWORD)))
    await expect.poll(upgraded).toBe(count)
    expect(await refusals(api)).toEqual([])
  })

  it('a key that leaves the ring takes its kept tokens with it', async () => {
    const api = createTokenApi({ secretKey: SECRET, store, now: () => new Date(NOW) })
    const one = held.slice(0, 4)
    const verified = await Promise.allSettled(one.map((credentials) => api.verify(credentials)))
    expect(verified.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
    ])
  })

  it('a kept token is good for its own days, not longer', async () => {
    const [first] = held as [(typeof held)[number]]
    await expect(apiOf(store, 30, -1).verify(first)).rejects.toMatchObject({
      code: 'invalid_token',
    })
  })

  it('an upgrade that loses the race against a password change leaves the change alone', async () => {
    const user = (await store.findById((users[0] as StoredUser).id)) as StoredUser
    const changed = await makePassword('another', { iterations: 30 })
    const racing: SqlStore = {
      ...store,
      upgrades: {
        ...store.upgrades,
        async replaceHash(upgrade) {
          await sqlAdmin(store).users.update(user.id, { password: changed })
          return store.upgrades.replaceHash(upgrade)
        },
      },
    }
    await expect(apiOf(racing, 40).login(user.username, PASSWORD)).rejects.toMatchObject({
      code: 'invalid_login',
    })
    expect((await store.findById(user.id))?.password).toBe(changed)
  })

  it('P-09: a password change right after ends every token, kept or not', async () => {
    const password = await makePassword('changed', { iterations: 30 })
    await inFlight(
      users,
      8,
      async ({ id }) => void (await sqlAdmin(store).users.update(id, { password })),
    )
    expect(await refusals(apiOf(store, 30))).toHaveLength(held.length)
  })
})

describeEachPeer(EVERY_DATABASE)('where an upgrade cannot be stored, over %s', (database) => {
  const setUp = async (upgrades: object) => {
    const store = await freshStore(database)
    const encoded = await makePassword(PASSWORD, { iterations: 10 })
    const user = await sqlAdmin(store).users.add({ username: 'maria', password: encoded })
    const changed = { ...store, upgrades: { ...store.upgrades, ...upgrades } }
    return { store: changed, user, encoded }
  }

  it.each([
    ['there is no table for kept tokens', { canKeepTokens: async () => false }, 0],
    ['the write fails', { replaceHash: () => Promise.reject(new Error('read only')) }, 1],
  ])('%s: the login goes on with the hash there is', async (_name, options, failures) => {
    const { store, user, encoded } = await setUp(options)
    const api = apiOf(store, 20)
    const token = api.makeToken(user)
    events.length = 0
    // Twice: a store that could not write is left in peace for a while.
    for (let i = 0; i < 2; i++) expect((await api.login('maria', PASSWORD)).token).toBe(token)
    await delivered()
    const failed = events.filter(({ name }) => name === 'password.upgrade_failed')
    expect(failed).toHaveLength(failures)
    expect((await store.findById(user.id))?.password).toBe(encoded)
    await store.close()
  })

  it('it was stored and the answer lost, compatible: the token is that of the hash there is', async () => {
    const { store } = await setUp({})
    const losing: SqlStore = {
      ...store,
      upgrades: {
        ...store.upgrades,
        async replaceHash(upgrade) {
          await store.upgrades.replaceHash(upgrade)
          throw new UnavailableError('the answer was lost')
        },
      },
    }
    const api = createTokenApi({
      secretKey: SECRET,
      store: losing,
      passwordHasher: createPasswordHasher({ iterations: 20 }),
      compatibility: 'django-tokenapi',
    })
    const { user, token } = await api.login('maria', PASSWORD)
    expect((await api.verify({ user: String(user.id), token })).user.id).toBe(user.id)
    await store.close()
  })

  it('`upgradePasswords: false` and a hash stronger than ours: left alone', async () => {
    const { store, user } = await setUp({})
    const options = { secretKey: SECRET, store, upgradePasswords: false }
    await createTokenApi(options).login('maria', PASSWORD)
    await apiOf(store, 5).login('maria', PASSWORD)
    expect((await store.findById(user.id))?.password).toBe(user.password)
    await store.close()
  })
})
