/** Starts the examples of the runtimes, logs in, calls their routes and is refused. */
import { readFileSync } from 'node:fs'
import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { createTokenApi } from 'tokenapi'
import { createClient } from 'tokenapi/client'
import { memoryStore } from 'tokenapi/memory'
import { tokenRoutes } from 'tokenapi/node'
import { describe, expect, it } from 'vitest'

import { onRuntime, started } from '../packages/tokenapi/test/support/runtimes/started.ts'

const EXAMPLES = [
  ['bun', 'bun'],
  ['deno', 'deno'],
  ['workers', 'workerd'],
] as const
const secretKey = 'a secret key of this test alone'

const source = (name: string): string =>
  readFileSync(join(import.meta.dirname, name, 'index.ts'), 'utf8')

/** Starts it as `npm start` does. */
const start = (name: string, env: Record<string, string>): ReturnType<typeof started> => {
  const { scripts } = JSON.parse(
    readFileSync(join(import.meta.dirname, name, 'package.json'), 'utf8'),
  ) as { scripts: { start: string } }
  const [, script, runtime, file] = scripts.start.split(' ') as [string, string, string, string]
  const inFolder = (path: string): string => join(import.meta.dirname, name, path)
  const args = [inFolder(script), runtime, inFolder(file)]
  return started(process.execPath, args, { PORT: '0', SECRET_KEY: secretKey, ...env })
}

const demo = { username: 'demo', password: 'demo' }

async function tryOut(url: string): Promise<void> {
  const client = createClient({ url })
  const wrong = client.login({ ...demo, password: 'wrong' })
  await expect(wrong).rejects.toMatchObject({ status: 401, code: 'invalid_login' })
  await client.login(demo)
  const called = await client.fetch('/index.json')
  expect(await called.json()).toEqual({ success: true, hello: 'demo' })
  expect(called.headers.get('cache-control')).toBe('no-store')
  expect((await fetch(`${url}/index.json`)).status).toBe(401)
  expect((await fetch(`${url}/index.json?user=1&token=x`)).status).toBe(403)
}

describe.each(EXAMPLES)('%s', (name, runtime) => {
  onRuntime(runtime, () => {
    it('npm start', async () => {
      const { port, close } = await start(name, {})
      try {
        await tryOut(`http://127.0.0.1:${port}`)
      } finally {
        await close()
      }
    })
  })
  it('can be read at a glance', () => {
    expect(source(name).trimEnd().split('\n').length).toBeLessThanOrEqual(40)
  })
})

describe('a Worker before an origin', () => {
  onRuntime('workerd', () => {
    it('verifies what the origin gave', async () => {
      const password = /pbkdf2_sha256\$[^']+/.exec(source('workers'))?.[0] as string
      const api = createTokenApi({
        secretKey,
        store: memoryStore([{ id: 1, username: 'demo', password }]),
        upgradePasswords: false,
      })
      const asked: (string | undefined)[] = []
      const routes = tokenRoutes(api)
      const origin = createServer((request, response) => {
        asked.push(request.url)
        void routes(request, response)
      })
      const { port, close } = await start('workers', { ORIGIN: await listening(origin) })
      try {
        await tryOut(`http://127.0.0.1:${port}`)
        expect(asked).toEqual(['/token/new.json', '/token/new.json'])
      } finally {
        await close()
        origin.close()
      }
    })
  })
})

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
