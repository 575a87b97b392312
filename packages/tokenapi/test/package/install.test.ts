/** The packed library alone in an empty project: what a user gets. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, it } from 'vitest'

const PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '../..')
const ROOT = join(PACKAGE, '../..')
const project = mkdtempSync(join(tmpdir(), 'tokenapi-project-'))
const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as {
  exports: Record<string, unknown>
}
const entries = Object.keys(exports)
  .filter((name) => name !== './package.json')
  .map((name) => `tokenapi${name.slice(1)}`)

/** Their declarations are in the words of a framework's own. */
const ADAPTERS = readdirSync(join(PACKAGE, 'src/adapters'))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `tokenapi/${basename(file, '.ts')}`)
/** Nest knows guards by its own decorators, Elysia says by itself which handlers want a body, and a bridge needs its other side. */
const NEED_THEIR_FRAMEWORK = ['tokenapi/nest', 'tokenapi/elysia', 'tokenapi/opentelemetry']

beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--json', '--pack-destination', project], {
    cwd: PACKAGE,
    encoding: 'utf8',
  })
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }]
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "empty", "type": "module", "private": true }',
  )
  // No peer is installed: the library must do without.
  execFileSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--omit=peer', '--offline', `./${filename}`],
    { cwd: project, stdio: 'ignore' },
  )
})

const alone = entries.filter((name) => !NEED_THEIR_FRAMEWORK.includes(name))
const MACHINE_NODE = process.env['npm_node_execpath']
const NODES = [
  ['the pinned Node', process.execPath],
  ["the machine's own Node", MACHINE_NODE],
] as const

describe.each(NODES)('%s', (_name, node) => {
  it.skipIf(node === undefined || !existsSync(node))('imports every entry point', () => {
    const script = `for (const name of ${JSON.stringify(alone)}) await import(name)
      const { createTokenApi } = await import('tokenapi')
      const { memoryStore } = await import('tokenapi/memory')
      const { makePassword } = await import('tokenapi/password')
      const store = memoryStore([{ id: 1, username: 'a', password: await makePassword('b', { iterations: 1000 }) }])
      const { user, token } = await createTokenApi({ secretKey: 'a secret of these tests, long enough', store }).login('a', 'b')
      const { adapterContract } = await import('tokenapi/contracts')
      console.log(user.id, token.length, adapterContract({ start: () => {} }).cases.length > 10)`
    const output = execFileSync(node as string, ['--input-type=module', '-e', script], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(output.trim()).toBe('1 24 true')
  })
})

it.each([
  ['tokenapi/postgres', 'postgresStore', 'postgres://x/y', 'npm install pg'],
  ['tokenapi/mysql', 'mysqlStore', 'mysql://x/y', 'npm install mysql2'],
])('%s says which driver is missing', (entry, open, url, advice) => {
  const script = `const { ConfigError } = await import('tokenapi')
    const store = (await import('${entry}')).${open}('${url}')
    const error = await store.ping().then(() => 'no error', (error) => error)
    console.log(error instanceof ConfigError, String(error.message))
    // On a request's way it is an outage, and never an unknown user.
    await store.findById(1).catch(({ name }) => console.log(name))
    await store.close()`
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: project,
    encoding: 'utf8',
  })
  expect(output).toMatch(/^true .*\nUnavailableError\n$/)
  expect(output).toContain(advice)
})

it('compiles for a user who has no peers and checks every declaration', () => {
  const withPeers = new Set([...ADAPTERS, 'tokenapi/opentelemetry'])
  const names = entries.filter((name) => !withPeers.has(name))
  writeFileSync(
    join(project, 'use.ts'),
    names.map((name, i) => `import * as m${i} from '${name}'\nvoid m${i}\n`).join(''),
  )
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        module: 'NodeNext',
        target: 'ES2022',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        strict: true,
        skipLibCheck: false,
        noEmit: true,
        types: [],
      },
      files: ['use.ts'],
    }),
  )
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  const run = () => execFileSync(process.execPath, [tsc, '-p', project], { encoding: 'utf8' })
  expect(run).not.toThrow()
})
