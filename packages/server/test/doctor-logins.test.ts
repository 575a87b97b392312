/** `tokenapi doctor` where nobody can log in, and where SQLite has no driver. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { makePassword } from 'tokenapi/password'
import { describe, expect, it } from 'vitest'

import { folder, tokenapi } from './support/run-doctor.ts'

const SECRET_KEY = 'doctor-key-5wQ9x-of-these-tests-long-enough'

async function doctor(...rows: [password: string, isActive: number][]) {
  const path = join(folder(), 'db.sqlite3')
  const env = { DATABASE_URL: `sqlite:${path}`, SECRET_KEY }
  await tokenapi(['migrate'], env)
  const file = new DatabaseSync(path)
  const insert = file.prepare(
    "INSERT INTO auth_user (password, is_superuser, username, last_name, email, is_staff, is_active, date_joined, first_name) VALUES (?, 0, ?, '', '', 0, ?, '2024-01-01 00:00:00', '')",
  )
  for (const [i, [password, isActive]] of rows.entries()) insert.run(password, `u${i}`, isActive)
  file.close()
  const { status, stdout } = await tokenapi(['doctor', '--json'], env)
  const { findings } = JSON.parse(stdout) as {
    findings: { level: string; check: string; what: string }[]
  }
  return {
    status,
    logins: findings.filter(({ what }) => /no user can log in|no users yet/.test(what)),
  }
}

describe('nobody can log in', () => {
  it('since no user is active', async () => {
    const { status, logins } = await doctor([await makePassword('x', { iterations: 1 }), 0])
    expect(status).toBe(1)
    expect(logins).toMatchObject([
      { level: 'problem', what: 'no user can log in: no user is active' },
    ])
  })
  it('since no stored password is a hash', async () => {
    const { status, logins } = await doctor(['plain', 1], ['!', 1], ['', 1])
    expect(status).toBe(1)
    expect(logins).toMatchObject([{ level: 'problem' }])
    expect(logins[0]?.what).toMatch(/^no user can log in: no stored hash has an allowed format/)
  })
  it('one who can is enough, and a table without users is no problem', async () => {
    expect(
      (await doctor([await makePassword('x', { iterations: 1 }), 1], ['!', 0])).logins,
    ).toEqual([])
    const empty = await doctor()
    expect(empty).toMatchObject({ status: 0, logins: [{ level: 'note' }] })
  })
})

it('without a driver for SQLite doctor, migrate and the others name what to install, and make no file', async () => {
  const cwd = folder()
  const hooks = join(cwd, 'hooks.mjs')
  writeFileSync(
    hooks,
    `import { registerHooks } from 'node:module'
registerHooks({
  resolve(name, context, next) {
    if (name !== 'better-sqlite3' && name !== 'libsql') return next(name, context)
    throw Object.assign(new Error("Cannot find package '" + name + "'"), { code: 'ERR_MODULE_NOT_FOUND' })
  },
})
`,
  )
  const node = ['--no-experimental-sqlite', '--import', hooks]
  const env = { DATABASE_URL: 'sqlite:./db.sqlite3', SECRET_KEY }
  for (const command of [['doctor'], ['migrate'], ['doctor'], ['user', 'list']]) {
    const { status, stdout, stderr } = await tokenapi(command, env, { cwd, node })
    expect(status).toBe(1)
    expect(stdout + stderr).toMatch(
      /SQLite needs Node 22\.13 or newer, or the package libsql, .*: npm install libsql/,
    )
    expect(stdout + stderr).not.toMatch(/there is no database at/)
  }
})
