/** What is sent to a database, counted at the driver: one SELECT by primary key for a request. */
import { describe, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { createTokenApi } from '../../src/index.ts'
import { createPasswordHasher, makePassword } from '../../src/password/index.ts'
import {
  countedMariadb,
  countedMysql,
  countedPostgres,
  countedSqlite,
} from '../support/counted-statements.ts'
import { mistypedToken } from '../support/mistyped-token.ts'
import { describeEachPeer, itEachPeer } from '../support/peers/each-peer.ts'

describeEachPeer([
  ['SQLite', countedSqlite],
  ['PostgreSQL', countedPostgres],
  ['MariaDB', countedMariadb],
  ['MySQL', countedMysql],
])('%s', (_name, open) => {
  it.each([
    [
      'verify: one SELECT by primary key; login: two by name, the first for the throttle; each prepared once',
      [],
    ],
    ['the same where handlers see attributes', ['email', 'is_staff', 'date_joined']],
  ])('%s', async (_behaviour, attributes) => {
    const { store, sent, prepared, end } = await open(attributes)
    await sqlAdmin(store).migrate()
    const password = await makePassword('right', { iterations: 100 })
    const user = await sqlAdmin(store).users.add({ username: 'maria', password })
    const api = createTokenApi({
      secretKey: 'a secret of these tests, long enough',
      store,
      passwordHasher: createPasswordHasher({ iterations: 100 }),
    })
    const credentials = { user: String(user.id), token: api.makeToken(user) }
    await api.verify(credentials)
    await api.login('maria', 'right')
    const once = prepared()

    sent()
    await api.verify(credentials)
    expect(sent()).toEqual([
      expect.stringMatching(/^SELECT .* WHERE .*id\W* = \S+( AS SIGNED\))?$/),
    ])
    await api.login('maria', 'right')
    const byName = expect.stringMatching(/^SELECT .* WHERE .*username\W* = \S+$/)
    expect(sent()).toEqual([byName, byName])
    for (let i = 0; i < 20; i++) await api.verify(credentials)
    expect(sent()).toHaveLength(20)
    expect(prepared()).toBe(once)

    // What cannot be right costs nothing: shape, day and range are read before any query.
    for (const wrong of [
      { ...credentials, token: 'x' },
      { ...credentials, token: `1-${credentials.token.slice(-20)}` },
      { ...credentials, user: '9'.repeat(30) },
      { ...credentials, user: '1e0' },
      { ...credentials, user: '-' },
    ]) {
      await expect(api.verify(wrong)).rejects.toMatchObject({ code: 'invalid_token' })
    }
    await expect(api.login('no\0body', 'right')).rejects.toMatchObject({ code: 'invalid_login' })
    await expect(api.login('\ud800', 'right')).rejects.toMatchObject({ code: 'invalid_login' })
    expect(sent()).toEqual([])

    // A well-formed token that does not fit may be one that was kept: one more look-up.
    const other = mistypedToken(credentials.token)
    await expect(api.verify({ ...credentials, token: other })).rejects.toMatchObject({
      code: 'invalid_token',
    })
    sent()
    await expect(api.verify({ ...credentials, token: other })).rejects.toThrow()
    expect(sent()).toHaveLength(2)

    // A pool or database that was handed in is the caller's to close.
    await api.close()
    await store.ping()
    await end()
  })
})

describe('a key beyond its column is refused before the query', () => {
  itEachPeer([
    ['PostgreSQL', countedPostgres, [2147483648, -2147483649, 9007199254740993n]],
    ['MariaDB', countedMariadb, [4294967296, -2147483649, 9007199254740993n]],
    ['MySQL', countedMysql, [4294967296, -2147483649, 9007199254740993n]],
  ])('%s', async (_name, open, keys) => {
    const { store, sent, end } = await open()
    await sqlAdmin(store).migrate()
    await store.ping()
    sent()
    for (const key of keys) {
      expect(await store.findById(key)).toBeUndefined()
      expect(await sqlAdmin(store).users.update(key, { password: '!' })).toBe(false)
      expect(await sqlAdmin(store).users.remove(key)).toBe(false)
    }
    expect(sent()).toEqual([])
    await end()
  })
})
