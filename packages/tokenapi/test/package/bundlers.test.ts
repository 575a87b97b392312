/** Applications in one file: built as docs/bundlers.md says, outside the workspace, and run against PostgreSQL. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../src/admin/index.ts'
import { postgresStore } from '../../src/stores/postgres/index.ts'
import { type Database, POSTGRES, freshPostgres } from '../support/databases.ts'
import { packLibrary } from '../support/pack-library.ts'
import { lacks } from '../support/peers/peers.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const page = readFileSync(join(ROOT, 'docs/bundlers.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'tokenapi-bundles-'))

const PROGRAM = `
import { createTokenApi } from 'tokenapi'
import { mysqlStore } from 'tokenapi/mysql'
import { postgresStore } from 'tokenapi/postgres'

const said = (promise) => promise.then((value) => value, (error) => error.message)
const store = postgresStore(process.env.DATABASE_URL)
const api = createTokenApi({ secretKey: 'a secret key for tests alone', store, upgradePasswords: false })
const login = async (...args) => (await said(api.login(...args))).user?.username
console.log('bcrypt:', await login('maria', 'from another program'), await login('maria', 'wrong'))
await store.close()
// A package that is not installed.
console.log('mysql2:', await said(mysqlStore('mysql://localhost/x').ping()))
`
const SAYS =
  'bcrypt: maria undefined\nmysql2: MySQL needs the package mysql2, which is not installed or was left out by your bundler: npm install mysql2\n'
/** Of "from another program". */
const BCRYPT = 'bcrypt$$2b$04$xJ4hTa92RdaWNWgr518jbeUGdCcFyoJpEy5EkeGxLlLYKilB2EaXK'

let database: Database
beforeAll(async () => {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  writeFileSync(join(folder, 'server.js'), PROGRAM)
  // Neither mysql2 nor argon2.
  const packages = [await packLibrary(folder), 'pg@8', '@node-rs/bcrypt@2']
  const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error']
  await promisify(execFile)('npm', ['install', ...flags, ...packages], { cwd: folder })
  if (POSTGRES === undefined) return
  database = await freshPostgres()
  const store = postgresStore(database.url)
  await sqlAdmin(store).migrate()
  await sqlAdmin(store).users.add({ username: 'maria', password: BCRYPT })
  await store.close()
}, 600_000)
afterAll(async () => {
  await database?.drop()
  rmSync(folder, { recursive: true })
})

async function run(file: string): Promise<string> {
  const env = { ...process.env, DATABASE_URL: database.url }
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env })
  return stdout
}

it.skipIf(lacks('PostgreSQL'))('without a bundler', async () => {
  expect(await run(join(folder, 'server.js'))).toBe(SAYS)
})

it.skipIf(lacks('PostgreSQL'))('esbuild', async () => {
  const config = await configOf('esbuild')
  const { warnings } = await esbuild({ ...config, absWorkingDir: folder, logLevel: 'silent' })
  expect(warnings).toEqual([])
  expect(await run(join(folder, 'dist/server.mjs'))).toBe(SAYS)
})

it.skipIf(lacks('PostgreSQL'))('esbuild, native code in the bundle as well', async () => {
  const config = await configOf('esbuild')
  const outfile = 'alone/server.mjs'
  const external = ['bcrypt', 'better-sqlite3', 'libsql']
  await esbuild({
    ...config,
    ...{ absWorkingDir: folder, logLevel: 'error', outfile, external },
    loader: { '.node': 'copy' },
  })
  // It runs where there is no node_modules.
  const alone = mkdtempSync(join(tmpdir(), 'tokenapi-alone-'))
  for (const name of readdirSync(join(folder, 'alone'))) {
    renameSync(join(folder, 'alone', name), join(alone, name))
  }
  expect(await run(join(alone, 'server.mjs'))).toBe(SAYS)
  rmSync(alone, { recursive: true })
})

it.skipIf(lacks('PostgreSQL', 'matrix/webpack'))('webpack', async () => {
  const config = await configOf('webpack')
  const webpack = createRequire(join(ROOT, 'matrix/webpack/x.js'))('webpack') as Webpack
  const output = { path: join(folder, 'webpacked'), filename: 'server.cjs' }
  const stats = await promisify(webpack)({ ...config, context: folder, output })
  expect(stats.toString({ all: false, errors: true, warnings: true })).toBe('')
  expect(await run(join(output.path, output.filename))).toBe(SAYS)
})

it.skipIf(lacks('PostgreSQL'))('Vite, with everything in the server’s bundle', async () => {
  const vite = (await import(
    pathToFileURL(join(ROOT, 'node_modules/vite/dist/node/index.js')).href
  )) as Vite
  await vite.build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['@node-rs/bcrypt'] },
    build: { ssr: 'server.js', outDir: 'vite', target: 'es2022' },
  })
  expect(await run(join(folder, 'vite/server.js'))).toBe(SAYS)
})

interface Webpack {
  (
    config: object,
    done: (error: Error | null, stats: { toString(options: object): string }) => void,
  ): void
}
interface Vite {
  build(config: object): Promise<unknown>
}

/** The configuration on the page. */
async function configOf(mark: string): Promise<object> {
  const file = join(folder, `${mark}.config.mjs`)
  const [, text] = new RegExp(`\`\`\`js ${mark}\\n(.*?)\`\`\``, 's').exec(page) ?? []
  writeFileSync(file, text ?? '')
  return ((await import(pathToFileURL(file).href)) as { default: object }).default
}
