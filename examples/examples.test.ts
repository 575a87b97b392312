/** Every example that is a server is started, logged in to, called and refused. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'
import { expect, it } from 'vitest'

const folder = import.meta.dirname
// The others have tests of their own.
const servers = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'server.ts')))

it.each(servers)('%s', async (name) => {
  const database = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'app.sqlite3')
  const store = sqliteStore(database, { create: true })
  await store.migrate()
  await store.addUser({
    username: 'maria',
    password: await makePassword('right', { iterations: 1_000 }),
  })
  await store.close()
  const raw = new DatabaseSync(database)
  raw.exec("UPDATE auth_user SET email = 'maria@example.com'")
  raw.close()

  const child = spawn(process.execPath, ['server.ts', database], {
    cwd: join(folder, name),
    env: { ...process.env, PORT: '0', SECRET_KEY: 'a secret key of this test alone' },
  })
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let output = ''
      const hear = (data: Buffer): void => {
        output += data.toString()
        const found = /port: (\d+)/.exec(output)?.[1]
        if (found !== undefined) resolve(found)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('exit', () => reject(new Error(output)))
    })
    const url = `http://127.0.0.1:${port}`
    const login = (username: string, password: string): Promise<Response> =>
      fetch(`${url}/token/new.json`, {
        method: 'POST',
        body: new URLSearchParams({ username, password }),
      })
    const username = name === 'email-login' ? 'maria@example.com' : 'maria'
    const { token, user } = (await (await login(username, 'right')).json()) as {
      token: string
      user: number
    }
    expect((await login(username, 'wrong')).status).toBe(401)
    const called = await fetch(`${url}/index.json`, {
      headers: { authorization: `Bearer ${user}:${token}` },
    })
    expect(await called.json()).toEqual({ success: true, hello: 'maria' })
    expect((await fetch(`${url}/index.json`)).status).toBe(401)
    expect((await fetch(`${url}/index.json?user=1&token=x`)).status).toBe(403)
  } finally {
    child.kill()
  }
})
