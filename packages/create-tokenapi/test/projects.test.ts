/**
 * Every framework over every database compiles. Each file is the framework's or the database's, so one
 * project of each framework is installed, tested and started, and every database gets two or three of them.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import type { Database } from '../../tokenapi/test/support/databases.ts'
import { DATABASE_NAMES, FRAMEWORK_NAMES, type TokenKind } from '../src/choices.ts'
import type { DatabaseName } from '../src/databases.ts'
import type { FrameworkName } from '../src/frameworks.ts'
import { projectFiles } from '../src/project.ts'
import { expectGuarded } from './support/call.ts'
import { writtenAndNotIgnored } from './support/left-over.ts'
import { type InstalledProjects, installProjects } from './support/installed-projects.ts'
import { npm, npmStart } from './support/npm.ts'
import { writeProjects } from './support/projects.ts'
import { twoAtATime } from './support/two-at-a-time.ts'
import { addUser, isHere } from './support/users.ts'

const KINDS = ['access', 'classic'] as const
const choices = FRAMEWORK_NAMES.flatMap((framework) =>
  DATABASE_NAMES.flatMap((database) => KINDS.map((tokens) => ({ framework, database, tokens }))),
)
const filesOf = (
  framework: FrameworkName,
  database: DatabaseName,
  tokens: TokenKind,
): ReadonlyMap<string, string> => projectFiles({ folder: 'x', framework, database, tokens })

// Next builds before it starts: next.test.ts.
const started = FRAMEWORK_NAMES.filter((name) => name !== 'next').map((framework, i) => ({
  framework,
  database: DATABASE_NAMES[i % DATABASE_NAMES.length] as DatabaseName,
  // One of three: over each database once or more.
  tokens: KINDS[i % 3 === 2 ? 1 : 0] as TokenKind,
}))

let projects: InstalledProjects
const drops: Database[] = []
beforeAll(async () => {
  projects = await installProjects(started)
}, 1_800_000)
afterAll(async () => {
  await Promise.all(drops.map((database) => database.drop()))
  projects.remove()
})

it('all of them compile', () => {
  const { root, folderOf, remove } = writeProjects(FRAMEWORK_NAMES, DATABASE_NAMES, KINDS)
  const byConfig = new Map<string, string[]>()
  for (const { framework, database, tokens } of choices) {
    const folder = folderOf(framework, database, tokens)
    const config = readFileSync(join(folder, 'tsconfig.json'), 'utf8')
    byConfig.set(config, [...(byConfig.get(config) ?? []), relative(root, folder)])
  }
  const tsc = join(import.meta.dirname, '../../../node_modules/typescript/bin/tsc')
  for (const [i, [config, folders]] of [...byConfig].entries()) {
    const { compilerOptions } = JSON.parse(config) as { compilerOptions: object }
    const path = join(root, `tsconfig.${i}.json`)
    writeFileSync(
      path,
      JSON.stringify({
        compilerOptions: { ...compilerOptions, noEmit: true, incremental: false },
        include: folders.map((folder) => `${folder}/**/*.ts`),
      }),
    )
    try {
      execFileSync(process.execPath, [tsc, '-p', path], { encoding: 'utf8', stdio: 'pipe' })
    } catch (error) {
      expect.fail((error as { stdout: string }).stdout)
    }
  }
  remove()
})

// Written for the pair: what both of them add to.
const OF_BOTH = new Set(['.env', '.gitignore', 'README.md', 'package.json'])

it.each(choices)(
  '$framework over $database, $tokens tokens: each file is the framework’s or the database’s',
  ({ framework, database, tokens }) => {
    for (const [path, text] of filesOf(framework, database, tokens)) {
      if (OF_BOTH.has(path)) continue
      const isTheFrameworks = DATABASE_NAMES.every((each) => {
        const other = filesOf(framework, each, tokens).get(path)
        // Without tables there is nothing that adds a user or makes them.
        return other === text || (each === 'memory' && other === undefined)
      })
      const isTheDatabases = FRAMEWORK_NAMES.every((each) => {
        const other = filesOf(each, database, tokens).get(path)
        return other === text || other === undefined
      })
      expect({ path, isOne: isTheFrameworks || isTheDatabases }).toEqual({ path, isOne: true })
    }
  },
)

const passed = (tokens: TokenKind): RegExp =>
  tokens === 'access' ? /pass 5\n.*fail 0\n/ : /pass 4\n.*fail 0\n/

describe.concurrent('npm test', () => {
  it.each(started)('$framework', ({ framework, database, tokens }) =>
    twoAtATime(async () => {
      const folder = projects.folderOf(framework, database)
      expect(await npm(folder, ['test'])).toMatch(passed(tokens))
      await npm(folder, ['run', 'check'])
    }),
  )
})

describe.concurrent('npm start', () => {
  for (const { framework, database } of started) {
    it.skipIf(!isHere(database) || lacks('git'))(`${framework} over ${database}`, () =>
      twoAtATime(async () => {
        const folder = projects.folderOf(framework, database)
        const { env, password } = await addUser(database, folder, drops)
        const before = writtenAndNotIgnored(folder)
        const { url, stop } = await npmStart(folder, env)
        let output = ''
        try {
          await expectGuarded(url, password)
        } finally {
          output = await stop()
        }
        expect(output).not.toMatch(/Error/)
        expect(writtenAndNotIgnored(folder)).toEqual(before)
      }),
    )
  }
})
