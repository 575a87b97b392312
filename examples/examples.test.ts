/** Starts every example that is a server as a reader would, logs in, calls its route and is refused. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { sqlAdmin } from 'tokenapi/admin'
import { type Session, createClient } from 'tokenapi/client'
import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'
import { describe, expect, it } from 'vitest'

const folder = import.meta.dirname
/** The main file. Examples without one of these have their own tests. */
const programOf = (name: string): string | undefined =>
  ['server.ts', 'main.ts', 'api.ts'].find((file) => existsSync(join(folder, name, file)))
const servers = readdirSync(folder).filter((name) => programOf(name) !== undefined)

it.each(servers.filter((name) => name !== 'email-login'))('%s', (name) =>
  tryOut(name, [], { username: 'demo', password: 'demo' }, 'demo'),
)

it('email-login', async () => {
  const database = join(mkdtempSync(join(tmpdir(), 'tokenapi-')), 'app.sqlite3')
  const store = sqliteStore(database, { create: true })
  await sqlAdmin(store).migrate()
  const password = await makePassword('right', { iterations: 1_000 })
  await sqlAdmin(store).users.add({ username: 'maria', password })
  await store.close()
  const raw = new DatabaseSync(database)
  raw.exec("UPDATE auth_user SET email = 'maria@example.com'")
  raw.close()
  const login = { username: 'maria@example.com', password: 'right' }
  await tryOut('email-login', ['--', database], login, 'maria')
})

describe('can be read at a glance', () => {
  it.each(servers)('%s', (name) => {
    const file = programOf(name) ?? ''
    const lines = readFileSync(join(folder, name, file), 'utf8')
      .trimEnd()
      .split('\n')
    expect(lines.length).toBeLessThanOrEqual(40)
  })
})

async function tryOut(
  name: string,
  more: readonly string[],
  login: { readonly username: string; readonly password: string },
  hello: string,
): Promise<void> {
  const child = spawn('npm', ['start', '--silent', ...more], {
    cwd: join(folder, name),
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: '0',
      SECRET_KEY: 'a secret key of this test alone',
    },
    // npm's child process must end with it.
    detached: true,
  })
  try {
    const port = await new Promise<string>((resolve, reject) => {
      let output = ''
      const hear = (data: Buffer): void => {
        output += data.toString()
        const found = /port: (\d+)|Local: +http:[^:]+:(\d+)[^]*Ready/.exec(output)
        if (found !== null) resolve(found[1] ?? (found[2] as string))
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.on('exit', () => reject(new Error(output)))
    })
    const url = `http://127.0.0.1:${port}`
    const client = createClient({ url })
    const wrong = client.login({ ...login, password: 'wrong' })
    await expect(wrong).rejects.toMatchObject({ status: 401, code: 'invalid_login' })
    await client.login(login)
    expect(await (await client.fetch('/index.json')).json()).toEqual({ success: true, hello })
    const { token, user } = (await client.session()) as Session
    expect((await fetch(`${url}/token/${token}/${user}.json`)).status).toBe(200)
    expect((await fetch(`${url}/index.json`)).status).toBe(401)
    expect((await fetch(`${url}/index.json?user=1&token=x`)).status).toBe(403)
  } finally {
    if (child.pid !== undefined) process.kill(-child.pid)
  }
}
