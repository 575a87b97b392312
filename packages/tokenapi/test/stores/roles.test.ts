/** The runtime role: reads users, writes their passwords, keeps tokens. No right to define anything. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { ConfigError } from '../../src/index.ts'
import { mysqlStore } from '../../src/stores/mysql/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import type { SqlStore } from '../../src/stores/sql/sql-store.ts'
import { type HttpCorpus, readCorpus } from '../support/corpus.ts'
import {
  type Database,
  freshMariadb,
  freshMysql,
  freshPostgres,
  reducedRole,
} from '../support/databases.ts'
import { faults } from '../support/judge.ts'
import { LEFT_OUT, NO_STANDARD_REQUEST } from '../conformance/left-out.ts'
import { describeEachPeer } from '../support/peers/each-peer.ts'
import { EVERY_FORMAT, apiOver } from '../support/recorded-api.ts'
import { standardRequest } from '../support/send.ts'
import { fetchApp } from '../support/views.ts'
import { delivered } from '../support/delivered.ts'

const READ = 'SELECT (id, username, password, is_active)'
const KEEP = 'SELECT, INSERT, UPDATE, DELETE'
const corpus = readCorpus<HttpCorpus>('http.json')

const overPostgres = (url: string): SqlStore => postgresStore(url)
const overMysql = (url: string): SqlStore => mysqlStore(url)
const SERVERS = [
  ['PostgreSQL', () => freshPostgres('django-postgres.sql'), overPostgres],
  ['MariaDB', () => freshMariadb('django-mariadb.sql'), overMysql],
  ['MySQL', () => freshMysql('django-mariadb.sql'), overMysql],
] as const

describeEachPeer(SERVERS)('on %s', (name, fresh, open) => {
  let database: Database
  let owner: SqlStore
  let store: SqlStore
  beforeAll(async () => {
    database = await fresh()
    owner = open(database.url)
    await sqlAdmin(owner).migrate()
    store = open(
      await reducedRole(database, {
        auth_user: `${READ}, UPDATE (password)`,
        tokenapi_kept_tokens: KEEP,
      }),
    )
  })
  afterAll(async () => {
    await store.close()
    await owner.close()
  })

  it('has what it needs and no more', async () => {
    await store.ping()
    expect((await sqlAdmin(store).inspect()).rights).toMatchObject({
      readUsers: true,
      updatePasswords: true,
      readKeptTokens: true,
      keepTokens: true,
      createTables: false,
      everything: false,
    })
    expect((await sqlAdmin(owner).inspect()).rights).toMatchObject({
      createTables: true,
      everything: true,
    })
    await expect(sqlAdmin(store).users.remove(1)).rejects.toThrow(ConfigError)
    expect(await owner.findById(1)).toBeDefined()
    // What has run, and what would have to, is another role's to see and to do.
    await expect(sqlAdmin(store).migrate()).rejects.toThrow(/our role may not do that/)
  })

  // Over MySQL these are answered in http.test.ts alone, to save time.
  const rows = corpus.exchanges.filter(
    (row) => name !== 'MySQL' && !LEFT_OUT.has(row.name) && !NO_STANDARD_REQUEST.has(row.name),
  )
  it.each(rows.map((row) => [row.name, row] as const))('%s', async (_row, row) => {
    const api = apiOver(store, corpus, { compatibility: 'django-tokenapi' })
    const response = await fetchApp(api, corpus.views)(standardRequest(row.request) as Request)
    const { status, headers } = response
    const body = Buffer.from(await response.arrayBuffer())
    expect(faults(row, { status, headers, body })).toEqual([])
  })

  it('upgrades a hash, and keeps tokens', async () => {
    const user = corpusUser('h-md5')
    const api = apiOver(store, corpus, { allowedHashes: EVERY_FORMAT, upgradePasswords: true })
    const before = api.makeToken((await store.findById(user.pk)) ?? never())
    await api.login(user.username, user.plaintext)
    expect((await store.findById(user.pk))?.password).toMatch(/^pbkdf2_sha256\$/)
    await api.verify({ user: String(user.pk), token: before })
  })

  it('without the right to change passwords: logins go on, and the log says why', async () => {
    const reading = open(
      await reducedRole(database, { auth_user: READ, tokenapi_kept_tokens: KEEP }),
    )
    const events: string[] = []
    const api = apiOver(reading, corpus, {
      upgradePasswords: true,
      onEvent: (event) => events.push(event.name),
    })
    const user = corpusUser('h-pbkdf2-1000')
    await api.login(user.username, user.plaintext)
    await delivered()
    expect(events).toEqual(['password.upgrade_failed', 'login.succeeded'])
    expect((await sqlAdmin(reading).inspect()).rights.updatePasswords).toBe(false)
    await api.close()
  })

  it('without the right to read users: said at start-up', async () => {
    const blind = open(await reducedRole(database, { tokenapi_kept_tokens: KEEP }))
    await expect(blind.ping()).rejects.toThrow(ConfigError)
    await expect(blind.ping()).rejects.toThrow(/our role may not do that .*: grant it/)
    await blind.close()
  })

  it('without the right to read kept tokens: said at start-up, or as if there were none', async () => {
    const blind = open(await reducedRole(database, { auth_user: READ }))
    // MariaDB and MySQL show nobody a table that is not theirs.
    if (name !== 'PostgreSQL')
      expect((await sqlAdmin(blind).inspect()).rights.keepTokens).toBeUndefined()
    else await expect(blind.ping()).rejects.toThrow(/our role may not do that .*: grant it/)
    await blind.close()
  })
})

interface CorpusUser {
  readonly pk: number
  readonly username: string
  readonly plaintext: string
}

function corpusUser(name: string): CorpusUser {
  const { users } = readCorpus<{ users: readonly CorpusUser[] }>('users.json')
  return users.find(({ username }) => username === name) ?? never()
}

function never(): never {
  throw new Error('the recordings lack a user')
}
