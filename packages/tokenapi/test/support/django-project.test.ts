/** The Django that other tests compare us with is the recorded one, over every database. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { readCorpus } from './corpus.ts'
import { MARIADB, POSTGRES, freshMariadb, freshPostgres } from './databases.ts'
import { findDjango } from './django.ts'
import { ALGORITHMS, djangoPeer } from './django-project.ts'

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

describe.skipIf(findDjango() === undefined)('real Django', () => {
  it('makes and checks every recorded token', async () => {
    const { make, check } = readCorpus<Tokens>('tokens.json')
    const django = await djangoPeer({ database: ':memory:', secretKey: 'x' })
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

  it.for([
    ['SQLite', noDatabase, true],
    ['PostgreSQL', freshPostgres, POSTGRES !== undefined],
    ['MariaDB', freshMariadb, MARIADB !== undefined],
  ] as const)('users, logins and tokens over %s', async ([, fresh, there], { skip }) => {
    skip(!there, 'not installed')
    const { url, drop } = await fresh()
    const django = await djangoPeer({ database: url, secretKey: 'key', today: '2024-05-01' })
    await django.call('migrate')
    const ids = (await django.call(
      'create',
      ALGORITHMS.map((hasher) => ({ username: `${hasher} 🔑`, password: 'pässword', hasher })),
    )) as number[]
    const rows = (await django.call('rows', ids)) as { password: string }[]
    expect(rows.map(({ password }) => password.length > 10)).toEqual(ids.map(() => true))

    const logins = (await django.call(
      'login',
      ALGORITHMS.map((hasher) => ({ username: `${hasher} 🔑`, password: 'pässword' })),
    )) as { id: number; token: string }[]
    expect(logins.map(({ id }) => id)).toEqual(ids)
    expect(await django.call('check', logins)).toEqual(ids.map(() => true))
    // Every login but that of the preferred hasher has rewritten the hash.
    const after = (await django.call('rows', ids)) as { password: string }[]
    expect(after.map(({ password }, i) => password === rows[i]?.password)).toEqual(
      ALGORITHMS.map((hasher) => hasher === 'pbkdf2_sha256'),
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
    const django = await djangoPeer({ database: url, secretKey: 'key', rehash: false })
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
