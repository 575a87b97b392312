/**
 * Pages of frameworks that need no adapter: what stands there is compiled with the framework's types,
 * built by it, started, logged in to, called and refused. They are installed apart, in the matrix.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { sqlAdmin } from 'tokenapi/admin'
import { makePassword } from 'tokenapi/password'
import { sqliteStore } from 'tokenapi/sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../packages/tokenapi/test/support/peers/peers.ts'
import { FRAMEWORKS, TYPES } from './frameworks.ts'

const ROOT = join(import.meta.dirname, '../..')
const MATRIX = join(ROOT, 'matrix/fetch-frameworks')
const run = promisify(execFile)

it.for([
  ['16', join(ROOT, 'packages/tokenapi'), true],
  ['15', join(ROOT, 'matrix/next-15'), !lacks('matrix/next-15')],
] as const)('next: compiles with the types of Next %s', async ([, place, there], { skip }) => {
  skip(!there, 'not installed')
  const folder = join(place, '.generated-next-docs')
  write(folder, 'next', { 'tsconfig.json': JSON.stringify(TYPES) })
  await compile(folder)
})

describe.skipIf(lacks('matrix/fetch-frameworks')).each(FRAMEWORKS)(
  '$page',
  ({ page, files, build, start, takesForms }) => {
    const folder = join(MATRIX, `.generated-${page}`)
    const env = { ...process.env, SECRET_KEY: 'k'.repeat(40), ASTRO_TELEMETRY_DISABLED: '1' }
    let server: ChildProcess
    let url: string

    beforeAll(async () => {
      write(folder, page, { ...files, 'tsconfig.json': JSON.stringify(TYPES) })
      await addMaria(join(folder, 'app.sqlite3'))
      await run(process.execPath, [join(MATRIX, 'node_modules', build[0]), ...build.slice(1)], {
        cwd: folder,
        env,
      })
      const port = await freePort()
      url = `http://127.0.0.1:${port}`
      server = spawn(process.execPath, start, {
        cwd: folder,
        env: { ...env, HOST: '127.0.0.1', PORT: String(port), NODE_ENV: 'production' },
      })
      await answering(url, server)
    }, 600_000)
    afterAll(() => void server?.kill())

    it('compiles', () => compile(folder))

    const login = (body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${url}/token/new.json`, { method: 'POST', body, headers })
    const json = { 'content-type': 'application/json' }

    it('logs in, lets in, and refuses', async () => {
      const wrong = await login('{"username": "maria", "password": "wrong"}', json)
      expect(wrong.status).toBe(401)
      const right = await login('{"username": "maria", "password": "right"}', json)
      const { token, user } = (await right.json()) as { token: string; user: number }
      const called = await fetch(`${url}/index.json`, {
        headers: { authorization: `Bearer ${user}:${token}` },
      })
      expect(await called.json()).toMatchObject({ success: true, hello: 'maria' })
      expect(called.headers.get('cache-control')).toBe('no-store')
      expect(called.headers.get('vary')).toContain('Authorization')
      expect((await fetch(`${url}/token/${token}/${user}.json`)).status).toBe(200)
      const method = takesForms ? 'PUT' : 'GET'
      expect((await fetch(`${url}/token/new.json`, { method })).headers.get('allow')).toBe('POST')
    })
    it.each([
      ['GET', '', {}, 401, 'Bearer realm="api"'],
      ['HEAD', '', {}, 401, 'Bearer realm="api"'],
      ['GET', '?user=1&token=x', {}, 403, 'Bearer realm="api", error="invalid_token"'],
      ['GET', '', { authorization: 'Basic =' }, 400, 'Bearer realm="api", error="invalid_request"'],
      ['POST', '', json, 401, 'Bearer realm="api"'],
    ])('%s %s %o is refused', async (method, search, headers, status, challenge) => {
      const response = await fetch(`${url}/index.json${search}`, { method, headers })
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([
        status,
        challenge,
      ])
      expect(response.headers.get('cache-control')).toBe('no-store')
    })
    it(takesForms ? 'takes a form' : 'takes no form of a client that is no browser', async () => {
      const form = await login(new URLSearchParams({ username: 'maria', password: 'right' }))
      expect(form.status).toBe(takesForms ? 200 : 403)
    })
  },
)

/** The blocks of a page that say which file they are, and others. */
function write(folder: string, page: string, others: Readonly<Record<string, string>>): void {
  rmSync(folder, { recursive: true, force: true })
  const text = readFileSync(join(import.meta.dirname, `${page}.md`), 'utf8')
  const blocks = text.matchAll(/```ts (\S+)\n(.*?)```/gs)
  const shown = Object.fromEntries([...blocks].map(([, name, block]) => [name as string, block]))
  for (const [path, content] of Object.entries({ ...shown, ...others })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content as string)
  }
}

async function compile(folder: string): Promise<void> {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  await run(process.execPath, [tsc, '-p', folder]).catch((error: { stdout: string }) =>
    expect.fail(error.stdout),
  )
}

async function addMaria(database: string): Promise<void> {
  const store = sqliteStore(database, { create: true })
  await sqlAdmin(store).migrate()
  const password = await makePassword('right', { iterations: 1_000 })
  await sqlAdmin(store).users.add({ username: 'maria', password })
  await store.close()
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** Until it answers or ends; some of them say nothing when they listen. */
async function answering(url: string, server: ChildProcess): Promise<void> {
  let output = ''
  server.stdout?.on('data', (data: Buffer) => (output += data.toString()))
  server.stderr?.on('data', (data: Buffer) => (output += data.toString()))
  for (;;) {
    if (server.exitCode !== null) throw new Error(output)
    const answered = await fetch(url).then(
      () => true,
      () => false,
    )
    if (answered) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
