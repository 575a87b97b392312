/** The Django that other tests compare us with is the recorded one, over every database. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { readCorpus } from './corpus.ts'
import { freshMariadb, freshPostgres } from './databases.ts'
import { DJANGOS, theDjango } from './django.ts'
import { type DjangoPeer, type DjangoSettings, djangoPeer } from './django-project.ts'
import { describeEachPeer, itEachPeer } from './peers/each-peer.ts'
import { lacks } from './peers/peers.ts'

interface Recorded {
  readonly secretKey: string
  readonly user: { readonly pk: unknown; readonly password: string | null }
  readonly token: string
  readonly raises?: string
}
interface Tokens {
  readonly make: readonly (Recorded & { readonly date: string })[]
  readonly check: readonly (Recorded & {
    readonly today: string
    readonly timeoutDays?: unknown
    readonly valid?: boolean
  })[]
}

const noDatabase = (): Promise<{ url: string; drop(): Promise<void> }> =>
  Promise.resolve({
    url: join(mkdtempSync(join(tmpdir(), 'tokenapi-peer-')), 'db.sqlite3'),
    drop: () => Promise.resolve(),
  })

describeEachPeer(DJANGOS)('real %s', (version) => {
  // The algorithms that this version has.
  const { python = '', algorithms = [] } = lacks(version) ? {} : theDjango(version)
  const start = (settings: DjangoSettings): Promise<DjangoPeer> => djangoPeer(settings, python)

  it('makes and checks every recorded token', async () => {
    const { make, check } = readCorpus<Tokens>('tokens.json')
    const django = await start({ database: ':memory:', secretKey: 'x' })
    const outcome = ({ raises }: Recorded, right: unknown): unknown =>
      raises === undefined ? right : expect.objectContaining({ raises })

    const made = await django.call(
      'make_recorded',
      make.map(({ user, ...row }) => ({ ...row, ...user })),
    )
    expect(made).toEqual(make.map((row) => outcome(row, row.token)))
    const checked = await django.call(
      'check_recorded',
      check.map(({ user, ...row }) => ({ timeoutDays: 7, ...row, ...user })),
    )
    expect(checked).toEqual(check.map((row) => outcome(row, row.valid)))
    await django.close()
  })

  itEachPeer([
    ['SQLite', version, noDatabase],
    ['PostgreSQL', `${version} over PostgreSQL`, freshPostgres],
    ['MariaDB', `${version} over MySQL`, freshMariadb],
  ] as const)('users, logins and tokens over %s', async (_database, _django, fresh) => {
    const { url, drop } = await fresh()
    const django = await start({ database: url, secretKey: 'key', today: '2024-05-01' })
    await django.call('migrate')
    const ids = (await django.call(
      'create',
      algorithms.map((hasher) => ({ username: `${hasher} 🔑`, password: 'pässword', hasher })),
    )) as number[]
    const rows = (await django.call('rows', ids)) as { password: string }[]
    expect(rows.map(({ password }) => password.length > 10)).toEqual(ids.map(() => true))

    const logins = (await django.call(
      'login',
      algorithms.map((hasher) => ({ username: `${hasher} 🔑`, password: 'pässword' })),
    )) as { id: number; token: string }[]
    expect(logins.map(({ id }) => id)).toEqual(ids)
    expect(await django.call('check', logins)).toEqual(ids.map(() => true))
    // Every login but that of the preferred hasher has rewritten the hash.
    const after = (await django.call('rows', ids)) as { password: string }[]
    expect(after.map(({ password }, i) => password === rows[i]?.password)).toEqual(
      algorithms.map((hasher) => hasher === 'pbkdf2_sha256'),
    )

    const [first, second, third] = ids
    await django.call('set_password', [{ id: first, password: 'new', hasher: 'argon2' }])
    await django.call('deactivate', [second])
    await django.call('delete', [third])
    expect(await django.call('check', logins.slice(0, 3))).toEqual([false, true, false])
    expect(
      await django.call('login', [{ username: 'pbkdf2_sha1 🔑', password: 'pässword' }]),
    ).toEqual([null])
    await expect(
      django.call('create', [{ username: 'bcrypt 🔑', password: null }]),
    ).rejects.toThrow('IntegrityError')
    await django.close()
    await drop()
  })

  it('logins keep every hash where `rehash` is off', async () => {
    const { url } = await noDatabase()
    const django = await start({ database: url, secretKey: 'key', rehash: false })
    await django.call('migrate')
    const ids = (await django.call('create', [
      { username: 'old', password: 'word', hasher: 'md5' },
    ])) as number[]
    const before = await django.call('rows', ids)
    expect(await django.call('login', [{ username: 'old', password: 'word' }])).not.toEqual([null])
    expect(await django.call('rows', ids)).toEqual(before)
    await django.close()
  })
})
