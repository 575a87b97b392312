/** The house: which room imports which, what the package promises of itself. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'
import { lacks } from '../support/peers/peers.ts'

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../../..')
const LIBRARY = join(ROOT, 'packages/tokenapi/src')
const SERVER = join(ROOT, 'packages/server/src')

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

interface Import {
  readonly from: string
  readonly typeOnly: boolean
}
const IMPORT =
  /(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|import\(\s*'([^']+)'(?: as string)?\s*\)|\bnodeModule\('([^']+)'\)/g
const importsOf = (source: string): Import[] =>
  // Without the examples in doc comments.
  [...source.replace(/^ \* .*$/gm, '').matchAll(IMPORT)].map(
    ([, type, name, dynamic, atRunTime]) => ({
      from: (name ?? dynamic ?? `at run time: ${atRunTime}`) as string,
      typeOnly: type !== undefined,
    }),
  )

/** What each room may import: rooms, and modules. `type:` marks what is allowed as a type only. */
const MAY: Record<string, readonly string[]> = {
  core: [
    'core',
    'node:crypto',
    'at run time: node:async_hooks',
    'at run time: node:diagnostics_channel',
  ],
  password: ['password', 'core', 'node:crypto', ...optional('password')],
  http: ['http', 'core', 'password', 'type:wire.js'],
  client: ['client', 'type:wire.js'],
  stores: [
    'stores',
    'core',
    'at run time: node:fs',
    'at run time: node:sqlite',
    ...optional('stores'),
  ],
  admin: ['admin', 'audit', 'core', 'stores'],
  audit: ['audit', 'core', 'stores'],
  opentelemetry: ['opentelemetry', 'core', 'type:http', '@opentelemetry/api'],
  testing: ['http', 'create-token-api.js', 'testing', 'core', 'stores'],
  contracts: [
    'create-token-api.js',
    'contracts',
    'core',
    'http',
    'password',
    'stores',
    'adapters',
    'node:assert/strict',
    'node:fs',
    'node:http',
    'node:net',
  ],
  adapters: [
    'create-token-api.js',
    'http',
    'core',
    'type:@hapi/hapi',
    'type:aws-lambda',
    'type:elysia',
    'elysia/sucrose',
    'type:express',
    'type:fastify',
    'type:h3',
    'type:hono',
    'type:koa',
    'type:node:http',
    'adapters',
    '@nestjs/common',
    '@nestjs/core',
  ],
}
/**
 * Optional packages, by room. Bundlers find an import only by a literal name, and accept that it is missing
 * only inside a `try`.
 */
function optional(room: 'password' | 'stores'): readonly string[] {
  return {
    password: ['@node-rs/argon2', '@node-rs/bcrypt', 'bcrypt', 'unix-crypt-td-js'],
    stores: ['better-sqlite3', 'libsql', 'mysql2', 'pg'],
  }[room].map((name) => `optional:${name}`)
}
/** The entry points and the composer may import every room that the core entry holds. */
const COMPOSERS = ['index.ts', 'adapter.ts', 'create-token-api.ts']

function trespasses(file: string, source: string): string[] {
  const path = relative(LIBRARY, file)
  const room = path.split('/')[0] as string
  const allowed = COMPOSERS.includes(path)
    ? ['create-token-api.js', 'core', 'http', 'password']
    : MAY[room]
  return importsOf(source)
    .map(({ from, typeOnly }) => {
      const target = from.startsWith('.')
        ? (relative(LIBRARY, resolve(dirname(file), from)).split('/')[0] as string)
        : from
      const inTry = source.includes(`try {\n      return await import('${target}' as string)`)
      const ok =
        allowed?.includes(target) === true ||
        (inTry && allowed?.includes(`optional:${target}`) === true) ||
        (typeOnly && allowed?.includes(`type:${target}`) === true)
      return ok ? undefined : `${path} imports ${from}`
    })
    .filter((trespass) => trespass !== undefined)
}

describe('rooms', () => {
  it.each(filesOf(LIBRARY))('%s', (file) => {
    expect(trespasses(file, readFileSync(file, 'utf8'))).toEqual([])
  })
  it.each([
    ['core/x.ts', "import { a } from '../http/x.js'"],
    ['core/x.ts', "import fs from 'node:fs'"],
    ['http/x.ts', "import { Buffer } from 'node:buffer'"],
    ['adapters/express.ts', "import express from 'express'"],
    ['adapters/express.ts', "import { x } from '../stores/memory/index.js'"],
    ['stores/x.ts', "const pg = await import('pg')"],
    ['stores/x.ts', "const load = () => import('pg' as string)"],
    ['stores/x.ts', "const net = nodeModule('node:net')"],
    ['http/x.ts', "try {\n      return await import('pg' as string)"],
    ['testing/x.ts', "import { readFileSync } from 'node:fs'"],
    ['client/x.ts', "import { randomUUID } from 'node:crypto'"],
    ['client/x.ts', "import type { User } from '../core/user.js'"],
    ['client/x.ts', "import { WireToken } from '../wire.js'"],
    ['contracts/x.ts', "import { it } from 'vitest'"],
  ])('a trespass is seen: %s %s', (path, source) => {
    expect(trespasses(join(LIBRARY, path), source)).toHaveLength(1)
  })
  it('one function gives modules of Node at run time', () => {
    const found = filesOf(LIBRARY).filter((file) =>
      readFileSync(file, 'utf8').includes('getBuiltinModule'),
    )
    expect(found).toEqual([join(LIBRARY, 'core/runtime/node-module.ts')])
  })
  it('no adapter imports another', () => {
    const adapters = join(LIBRARY, 'adapters')
    // "nest.ts" and all that is in "nest/" are one.
    const adapterOf = (file: string): string =>
      relative(adapters, file).split('/', 1)[0]?.split('.', 1)[0] ?? ''
    for (const file of filesOf(adapters)) {
      const others = importsOf(readFileSync(file, 'utf8'))
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => resolve(dirname(file), from))
        .filter((path) => path.startsWith(adapters) && adapterOf(path) !== adapterOf(file))
      expect(others).toEqual([])
    }
  })
  it.each(filesOf(SERVER))('the server uses the library from outside: %s', (file) => {
    expect(innerImports(file, readFileSync(file, 'utf8'))).toEqual([])
  })
  it.each([
    "import { a } from '../../tokenapi/src/core/errors.js'",
    "import { a } from 'tokenapi/dist/core/errors.js'",
    "import { a } from 'tokenapi/core'",
  ])('an import of an inner file is seen: %s', (source) => {
    expect(innerImports(join(SERVER, 'x.ts'), source)).toHaveLength(1)
  })
})

const ENTRIES = Object.keys(
  (
    JSON.parse(readFileSync(join(ROOT, 'packages/tokenapi/package.json'), 'utf8')) as {
      exports: object
    }
  ).exports,
).map((entry) => `tokenapi${entry.slice(1)}`)

/** Imports of the library in a file of the server that are not entry points. */
function innerImports(file: string, source: string): string[] {
  return importsOf(source)
    .map(({ from }) => from)
    .filter((from) =>
      from.startsWith('.')
        ? resolve(dirname(file), from).startsWith(join(ROOT, 'packages/tokenapi/'))
        : from.split('/', 1)[0] === 'tokenapi' && !ENTRIES.includes(from),
    )
}

describe('errors are known by their brand: another copy of the package has other classes', () => {
  const CREATE = join(ROOT, 'packages/create-tokenapi')
  const sources = [LIBRARY, SERVER, join(CREATE, 'src'), join(CREATE, 'templates')].flatMap(filesOf)
  const classes = sources.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/class (\w+) extends Error/g)].map(([, name]) => name),
  )
  it('there are such classes', () => {
    expect(classes).toContain('RefusedError')
    expect(classes).toContain('SettingError')
  })
  it.each(sources)('%s', (file) => {
    const byClass = new RegExp(`instanceof (?:${classes.join('|')})\\b`, 'g')
    expect(readFileSync(file, 'utf8').match(byClass)).toBeNull()
  })
})

describe('promises', () => {
  it.each(filesOf(LIBRARY))('bundlers find every import by its literal name: %s', (file) => {
    const source = readFileSync(file, 'utf8')
    expect(source.match(/\bimport\((?!')[^)]+\)/g) ?? []).toEqual([])
    expect(source).not.toMatch(/createRequire/)
  })
  const withoutContracts = filesOf(LIBRARY).filter((file) => !file.includes('/src/contracts/'))
  it.each(withoutContracts)('test runners that compile to CommonJS load %s', (file) => {
    expect(readFileSync(file, 'utf8')).not.toMatch(
      /import\.meta|^(?:await\b|for await|(?:export )?const [^=]+= await\b)/m,
    )
  })
  it('the library depends on nothing', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(ROOT, 'packages/tokenapi/package.json'), 'utf8'),
    ) as Record<string, Record<string, { optional?: boolean }>>
    expect(dependencies ?? {}).toEqual({})
    for (const name of Object.keys(peerDependencies ?? {})) {
      expect(peerDependenciesMeta?.[name]?.optional, name).toBe(true)
    }
  })
  it.each([...filesOf(LIBRARY), ...filesOf(SERVER)])('can be read in one sitting: %s', (file) => {
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThanOrEqual(300)
  })
  it.skipIf(lacks('git'))(
    'no name of a package registry and no path of a machine is in the tree',
    () => {
      // Spelled so that this line does not find itself.
      const pattern = ['registry', '.npmjs', '|/ho', 'me/[a-z]+/|/ro', 'ot/'].join('')
      const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
        .trim()
        .split('\n')
      const found = files
        .filter((name) => !name.startsWith('conformance/'))
        // A file that was deleted and is not committed yet.
        .filter((name) => existsSync(join(ROOT, name)))
        .filter((name) => new RegExp(pattern).test(readFileSync(join(ROOT, name), 'utf8')))
      expect(found).toEqual([])
    },
  )
})
