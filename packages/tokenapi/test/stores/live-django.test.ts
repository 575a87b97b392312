/** One database, one SECRET_KEY, a real Django and us: users, passwords and tokens go both ways. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { type TokenApi, createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { freshMariadb, freshMysql, freshPostgres } from '../support/databases.ts'
import { theDjango } from '../support/django.ts'
import { type DjangoPeer, djangoPeer } from '../support/django-project.ts'
import { EVERY_FORMAT } from '../support/recorded-api.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { randomUser } from '../support/random-user.ts'

const SECRET = 'one SECRET_KEY for both of them, as in a deployment'
const TODAY = '2026-11-24'
const now = () => new Date(`${TODAY}T12:00:00Z`)

interface Person {
  readonly username: string
  readonly password: string | null
  readonly active: boolean
  id: number
}
interface Login {
  readonly id: number
  readonly token: string
}

const SIDES = [
  ['Django', 'PostgreSQL', 'Django over PostgreSQL', 2_000],
  ['Django', 'MariaDB', 'Django over MySQL', 400],
  ['Django', 'MySQL', 'Django over MySQL', 40],
  ['Django 5.2', 'PostgreSQL', 'Django 5.2 over PostgreSQL', 400],
  ['Django 5.2', 'MariaDB', 'Django 5.2 over MySQL', 100],
  ['Django 5.2', 'MySQL', 'Django 5.2 over MySQL', 40],
] as const

const FRESH = { PostgreSQL: freshPostgres, MariaDB: freshMariadb, MySQL: freshMysql }

describeEachPeer(SIDES)('beside %s on %s', (version, database, _peer, count) => {
  let url: string
  let store: SqlStore
  let api: TokenApi
  let django: DjangoPeer
  const people: Person[] = []
  const ask = async <T>(command: string, data: readonly unknown[]): Promise<T[]> =>
    (await django.call(command, data)) as T[]

  /** What both sides answer to these logins; `undefined`: refused. */
  const logins = async (asked: readonly { username: string; password: string }[]) => {
    const asking = ask<Login | null>('login', asked)
    const ours: (Login | undefined)[] = []
    for (const { username, password } of asked) {
      const login = await api.login(username, password).catch((error: { code: string }) => {
        expect(error.code).toBe('invalid_login')
        return undefined
      })
      ours.push(login && { id: Number(login.user.id), token: login.token })
    }
    const theirs = await asking
    return { theirs: theirs.map((login) => login ?? undefined), ours }
  }
  const isGood = async ({ id, token }: Login): Promise<boolean> =>
    api.verify({ user: String(id), token }).then(
      () => true,
      (error: { code: string }) => {
        expect(error.code).toBe('invalid_token')
        return false
      },
    )

  beforeAll(async () => {
    url = (await FRESH[database]()).url
    // Hashes stay as they are, so that a login's token is one string on both sides.
    const { python, algorithms } = theDjango(version)
    const project = { database: url, secretKey: SECRET, today: TODAY, rehash: false }
    django = await djangoPeer(project, python)
    await django.call('migrate')
    store = database === 'PostgreSQL' ? postgresStore(url) : mysqlStore(url)
    const passwordHasher = createPasswordHasher({ iterations: 100, queue: 1_000 })
    const options = {
      secretKey: SECRET,
      store,
      passwordHasher,
      now,
      upgradePasswords: false,
      allowedHashes: EVERY_FORMAT,
    }
    api = createTokenApi(options)

    const theirs = []
    for (let i = 0; i < count; i++) {
      const person = { ...randomUser(i), id: 0 }
      people.push(person)
      if (i % 2 === 0)
        theirs.push({ ...person, hasher: algorithms[(i / 2) % algorithms.length], id: undefined })
    }
    const ids = await ask<number>('create', theirs)
    for (const [i, person] of people.entries()) {
      if (i % 2 === 0) person.id = ids[i / 2] as number
      else person.id = await addHere(person, i)
    }
  })
  afterAll(async () => {
    await django.close()
    await api.close()
  })

  const addHere = async ({ username, password, active }: Person, i: number): Promise<number> => {
    const options = i % 500 === 1 ? { algorithm: 'argon2' as const } : { iterations: 100 }
    const encoded = await makePassword(password, options)
    return Number(
      (await sqlAdmin(store).users.add({ username, password: encoded, isActive: active })).id,
    )
  }

  it('each sees the users that the other made', async () => {
    const ids = people.map(({ id }) => id)
    const rows = await ask<Record<string, unknown>>('rows', ids)
    for (const [i, { id, username, active }] of people.entries()) {
      expect(rows[i]).toMatchObject({ id, username, is_active: active })
      const user = await store.findById(id)
      expect(user).toEqual({ id, username, password: rows[i]?.['password'], isActive: active })
      expect(await store.findByUsername(username)).toEqual(user)
    }
  })

  it('logins: the same are let in, with the same token, and the same refused', async () => {
    const asked = people.map(({ username, password }, i) => ({
      username,
      password: i % 10 === 0 ? `${password}x` : (password ?? 'none'),
    }))
    const { theirs, ours } = await logins(asked)
    expect(ours).toEqual(theirs)
    for (const [i, { id, password, active }] of people.entries()) {
      const right = i % 10 !== 0 && password !== null && active
      expect(ours[i]?.id, asked[i]?.username).toBe(right ? id : undefined)
    }
  })

  it('tokens made on each side are good on the other', async () => {
    const ids = people.map(({ id }) => id)
    const theirs = await ask<string>('make', ids)
    const users = await Promise.all(ids.map(async (id) => store.findById(id)))
    const ours = users.map((user) => (user === undefined ? '' : api.makeToken(user)))
    expect(ours).toEqual(theirs)
    const pairs = ours.map((token, i) => ({ id: ids[i] as number, token }))
    expect(await ask<boolean>('check', pairs)).toEqual(pairs.map(() => true))
    for (const [i, { id, active }] of people.entries()) {
      expect(await isGood({ id, token: theirs[i] as string })).toBe(active)
    }
    // The other's user, another secret's token, one digit changed: neither side takes it.
    const wrong = pairs.slice(1).map(({ token }, i) => ({ id: ids[i] as number, token }))
    expect(await ask<boolean>('check', wrong)).not.toContain(true)
    for (const pair of wrong.slice(0, 200)) expect(await isGood(pair)).toBe(false)
  })

  it('what Django changes is seen here at once: password, activity, deletion', async () => {
    const usable = people.filter(({ password, active }) => password !== null && active)
    const third = Math.floor(usable.length / 3)
    const [changed, closed, gone] = [0, 1, 2].map((i) => usable.slice(i * third, (i + 1) * third))
    const held = await ask<string>(
      'make',
      usable.map(({ id }) => id),
    )
    const pairs = usable.map(({ id }, i) => ({ id, token: held[i] as string }))
    const passwords = changed?.map(({ id }) => ({ id, password: 'changed-in-django' }))
    expect(await ask('set_password', passwords ?? [])).not.toContain(false)
    expect(await ask('deactivate', closed?.map(({ id }) => id) ?? [])).not.toContain(false)
    expect(await ask('delete', gone?.map(({ id }) => id) ?? [])).not.toContain(false)
    for (const pair of pairs.slice(0, 3 * third)) expect(await isGood(pair)).toBe(false)
    const asked = [
      ...(changed ?? []).slice(0, 100).flatMap(({ username, password }) => [
        { username, password: 'changed-in-django' },
        { username, password: password as string },
      ]),
      ...[...(closed ?? []).slice(0, 50), ...(gone ?? []).slice(0, 50)].map(
        ({ username, password }) => ({ username, password: password as string }),
      ),
    ]
    const { theirs, ours } = await logins(asked)
    expect(ours).toEqual(theirs)
    expect(ours.filter((login) => login !== undefined)).toHaveLength(Math.min(100, third))
  })

  it('what is changed here is seen there', async () => {
    const [one, two, three] = await ask<number>('create', [
      { username: 'here-1', password: 'old' },
      { username: 'here-2', password: 'old' },
      { username: 'here-3', password: 'old' },
    ])
    const password = await makePassword('new', { iterations: 100 })
    expect(await sqlAdmin(store).users.update(one as number, { password })).toBe(true)
    expect(await sqlAdmin(store).users.update(two as number, { isActive: false })).toBe(true)
    expect(await sqlAdmin(store).users.remove(three as number)).toBe(true)
    const answers = await ask<Login | null>('login', [
      { username: 'here-1', password: 'new' },
      { username: 'here-1', password: 'old' },
      { username: 'here-2', password: 'old' },
      { username: 'here-3', password: 'old' },
    ])
    expect(answers.map((login) => login?.id)).toEqual([one, undefined, undefined, undefined])
  })

  it('nobody’s last_login was touched, as the original has it', async () => {
    const ids = await ask<number>('ids', [])
    const rows = await ask<{ last_login: unknown }>('rows', ids)
    expect(rows.filter(({ last_login }) => last_login !== null)).toEqual([])
  })

  it('a hash made anew on either side is one that the other reads; ours ends no token', async () => {
    await sqlAdmin(store).migrate()
    const project = { database: url, secretKey: SECRET, today: TODAY }
    const rehashing = await djangoPeer(project, theDjango(version).python)
    const passwordHasher = createPasswordHasher({ iterations: 1_000 })
    const upgrading = createTokenApi({
      allowedHashes: EVERY_FORMAT,
      secretKey: SECRET,
      store,
      passwordHasher,
      now,
      upgradePasswords: true,
    })
    const [id] = (await rehashing.call('create', [
      { username: 'both', password: 'right', hasher: 'md5' },
    ])) as [number]
    const login = (): Promise<unknown> =>
      rehashing.call('login', [{ username: 'both', password: 'right' }])
    const [before] = (await rehashing.call('make', [id])) as [string]

    const { token } = await upgrading.login('both', 'right')
    expect((await store.findById(id))?.password).toMatch(/^pbkdf2_sha256\$1000\$/)
    // Django takes the new hash, of its own preference, as it is.
    expect(await login()).toEqual([{ id, token }])
    for (const each of [before, token]) expect(await isGood({ id, token: each })).toBe(true)

    // Django's own re-hash ends what was handed out, here as there: it cannot be told from a change.
    await sqlAdmin(store).users.update(id, {
      password: await makePassword('right', { iterations: 10 }),
    })
    const [held] = (await rehashing.call('make', [id])) as [string]
    expect(await isGood({ id, token: held })).toBe(true)
    const [fresh] = (await login()) as [Login]
    expect(fresh.token).not.toBe(held)
    expect(await isGood(fresh)).toBe(true)
    expect(await isGood({ id, token: held })).toBe(false)
    await rehashing.close()
  })
})
