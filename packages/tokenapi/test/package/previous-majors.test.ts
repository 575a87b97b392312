/** Beside the previous major of every framework and driver: what installs, what works, and what an adapter says. */
import { execFile, execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../support/peers/peers.ts'
import { packLibrary } from '../support/pack-library.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const MATRIX = join(ROOT, 'matrix/previous-majors')

it('npm install stops at none of them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tokenapi-'))
  for (const name of ['package.json', 'package-lock.json']) {
    cpSync(join(MATRIX, name), join(folder, name))
  }
  const { peerDependencies } = JSON.parse(
    readFileSync(join(ROOT, 'packages/tokenapi/package.json'), 'utf8'),
  ) as { peerDependencies: Record<string, string> }
  const { dependencies } = JSON.parse(readFileSync(join(MATRIX, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  // One whose first major is the current one has none before it.
  const without = ['@opentelemetry/api', '@types/aws-lambda', 'unix-crypt-td-js']
  expect(Object.keys(peerDependencies).filter((name) => !(name in dependencies))).toEqual(without)
  const flags = ['--package-lock-only', '--offline', '--no-audit', '--no-fund', '--loglevel=error']
  // Rejects with ERESOLVE where a range of ours is none of theirs.
  await promisify(execFile)('npm', ['install', ...flags, await packLibrary(folder)], {
    cwd: folder,
  })
}, 600_000)

describe.skipIf(lacks('matrix/previous-majors'))('at run time', () => {
  const programs = mkdtempSync(join(MATRIX, '.generated-'))
  /** What a program says that is there, beside those packages. */
  const run = async (program: string): Promise<string> => {
    const file = join(programs, `${Math.random()}.mts`)
    writeFileSync(file, `${PROBE}\n${program}`)
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, SECRET_KEY: 'a secret key for tests alone' },
    })
    return stdout
  }
  beforeAll(() => () => rmSync(programs, { recursive: true }))

  const WORKS = 'GET let in: 200 maria\nPOST let in: 200 maria\nnobody: 401\nwrong: 403\n'
  it.each([
    [
      'Fastify 4',
      `import fastify from 'fastify'
       import { tokenRequired } from 'tokenapi/fastify'
       const app = fastify()
       app.route({ method: ['GET', 'POST'], url: '/', onRequest: tokenRequired(api), handler: async (request) => request.user.username })
       await probe(await app.listen({ port: 0, host: '127.0.0.1' }))
       await app.close()`,
    ],
    [
      'Hono 3',
      `import { Hono } from 'hono'
       import { tokenRequired } from 'tokenapi/hono'
       const app = new Hono().all('/', tokenRequired(api), (c) => c.text(c.get('user').username))
       await probe('http://app', async (url, init) => app.fetch(new Request(url, init)))`,
    ],
    [
      'Koa 2',
      `import Koa from 'koa'
       import { tokenRequired } from 'tokenapi/koa'
       const app = new Koa().use(tokenRequired(api)).use((ctx) => { ctx.body = ctx.state.user.username })
       await probeListener(app.callback())`,
    ],
    [
      'hapi 20',
      `import Hapi from '@hapi/hapi'
       import { tokenRequired } from 'tokenapi/hapi'
       const server = Hapi.server({ port: 0, host: '127.0.0.1' })
       server.auth.scheme('tokenapi', tokenRequired(api))
       server.auth.strategy('token', 'tokenapi')
       server.route({ method: ['GET', 'POST'], path: '/', options: { auth: 'token' }, handler: (request) => request.auth.credentials.user.username })
       await server.start()
       await probe(server.info.uri)
       await server.stop()`,
    ],
    [
      'h3 1, as docs/frameworks/h3.md says',
      `import { createApp, toNodeListener } from 'h3'
       ${blockOf('h3.md', 'h3-1').replace(/export const api = .*/, '')}
       const app = createApp()
       app.use('/token', tokens)
       app.use('/', guarded((_event, { user }) => user.username))
       await probeListener(toNodeListener(app), '"')`,
    ],
  ])('%s works', async (_framework, program) => {
    expect(await run(program)).toBe(WORKS)
  })

  it('tokenapi/h3 with h3 1: 500 for the client, and one sentence that says what to do', async () => {
    const said = await run(
      `import { createApp, toNodeListener } from 'h3'
       import { tokenRequired, tokenRoutes } from 'tokenapi/h3'
       const app = createApp({ onError: (error) => console.log(String(error.cause ?? error)) })
       app.use('/guarded', tokenRequired(api, () => 'view'))
       app.use('/token', tokenRoutes(api))
       app.use(tokenRequired(api))
       app.use('/', () => 'view')
       for (const path of ['/guarded', '/token/new.json', '/']) {
         await listening(toNodeListener(app), async (url) => console.log((await fetch(url + path)).status))
       }`,
    )
    const sentence =
      'ConfigError: `tokenapi/h3` needs h3 2, and this event is of another version. With h3 1 and Nuxt use `api.tokenRequired` and `toWebRequest(event)`, see docs/frameworks/h3.md\n'
    expect(said).toBe(`${sentence}500\n`.repeat(3))
  })

  it('the block of docs/frameworks/h3.md compiles with the types of h3 1', () => {
    const folder = mkdtempSync(join(programs, 'types-'))
    writeFileSync(join(folder, 'block.ts'), blockOf('h3.md', 'h3-1'))
    const config = { extends: join(ROOT, 'tsconfig.tests.json'), include: ['*.ts'], exclude: [] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    try {
      execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      expect.fail((error as { stdout: string }).stdout)
    }
  })
})

function blockOf(page: string, mark: string): string {
  const text = readFileSync(join(ROOT, 'docs/frameworks', page), 'utf8')
  return new RegExp(`\`\`\`ts ${mark}\\n(.*?)\`\`\``, 's').exec(text)?.[1] ?? ''
}

const PROBE = `import { createServer } from 'node:http'
import { inMemoryApi } from 'tokenapi/testing'
const { api, loginAs } = inMemoryApi({ users: ['maria'] })
const headers = { ...loginAs('maria') }
async function probe(url, call = fetch, quote = '') {
  const text = async (response) => response.status + ' ' + (await response.text()).replaceAll(quote, '')
  console.log('GET let in:', await text(await call(url + '/', { headers })))
  console.log('POST let in:', await text(await call(url + '/', { headers, method: 'POST' })))
  console.log('nobody:', (await call(url + '/', {})).status)
  console.log('wrong:', (await call(url + '/', { headers: { authorization: 'Bearer 1:x' } })).status)
}
async function listening(listener, work) {
  const server = createServer(listener)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  await work('http://127.0.0.1:' + server.address().port)
  server.closeAllConnections()
  server.close()
}
const probeListener = (listener, quote) => listening(listener, (url) => probe(url, fetch, quote))`
