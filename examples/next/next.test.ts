/** The example, as `npm start` starts it: built, logged in to, called and refused. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'
import { expect, it } from 'vitest'

it('next', { timeout: 600_000 }, async () => {
  const database = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'app.sqlite3')
  const store = sqliteStore(database, { create: true })
  await store.migrate()
  const password = await makePassword('right', { iterations: 1_000 })
  await store.addUser({ username: 'maria', password })
  await store.close()

  // A group of its own: npm starts a shell that starts Next.
  const child = spawn('npm', ['start'], {
    cwd: import.meta.dirname,
    detached: true,
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      DATABASE: database,
      PORT: '0',
      SECRET_KEY: 'a secret key of this test alone',
    },
  })
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let output = ''
      const hear = (data: Buffer): void => {
        output += data.toString()
        const found = /Local: +(\S+)[^]*Ready/.exec(output)?.[1]
        if (found !== undefined) resolve(found)
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('exit', () => reject(new Error(output)))
    })
    const login = (word: string): Promise<Response> =>
      fetch(`${url}/token/new.json`, {
        method: 'POST',
        body: new URLSearchParams({ username: 'maria', password: word }),
      })
    const { token, user } = (await (await login('right')).json()) as { token: string; user: number }
    expect((await login('wrong')).status).toBe(401)
    const called = await fetch(`${url}/index.json`, {
      headers: { authorization: `Bearer ${user}:${token}` },
    })
    expect(await called.json()).toEqual({ success: true, hello: 'maria' })
    expect((await fetch(`${url}/token/${token}/${user}.json`)).status).toBe(200)
    expect((await fetch(`${url}/index.json`)).status).toBe(401)
    expect((await fetch(`${url}/index.json?user=1&token=x`)).status).toBe(403)
  } finally {
    process.kill(-(child.pid as number))
  }
})
