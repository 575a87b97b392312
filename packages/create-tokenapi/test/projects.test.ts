/** Every framework over every database: what is written compiles, passes its own tests, and answers. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import type { Database } from '../../tokenapi/test/support/databases.ts'
import { DATABASE_NAMES, FRAMEWORK_NAMES } from '../src/choices.ts'
import type { DatabaseName } from '../src/databases.ts'
import { projectFiles } from '../src/project.ts'
import { expectGuarded } from './support/call.ts'
import { writtenAndNotIgnored } from './support/left-over.ts'
import { type InstalledProjects, installProjects } from './support/installed-projects.ts'
import { npm, npmStart } from './support/npm.ts'
import { writeProjects } from './support/projects.ts'
import { twoAtATime } from './support/two-at-a-time.ts'
import { type Users, isHere, usersOn } from './support/users.ts'

const pairs = FRAMEWORK_NAMES.flatMap((framework) =>
  DATABASE_NAMES.map((database) => ({ framework, database })),
)
// Next builds before it starts: next.test.ts.
const quick = pairs.filter(({ framework }) => framework !== 'next')

const here = DATABASE_NAMES.filter(isHere)
let projects: InstalledProjects
const drops: Database[] = []
const users = new Map<DatabaseName, Users>()
beforeAll(async () => {
  projects = await installProjects(
    FRAMEWORK_NAMES.filter((name) => name !== 'next'),
    here,
  )
  for (const database of here) {
    users.set(database, await usersOn(database, projects.folderOf('express', database), drops))
  }
}, 1_800_000)
afterAll(async () => {
  await Promise.all(drops.map((database) => database.drop()))
  projects.remove()
})

it('all of them compile', () => {
  const { root, folderOf, remove } = writeProjects(FRAMEWORK_NAMES, DATABASE_NAMES)
  const byConfig = new Map<string, string[]>()
  for (const { framework, database } of pairs) {
    const folder = folderOf(framework, database)
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

it.each(FRAMEWORK_NAMES)('%s: app and tests are the same over every database', (framework) => {
  const [first, ...others] = DATABASE_NAMES.map((database) => {
    const files = projectFiles({ folder: 'x', framework, database })
    return ['app.ts', 'app.test.ts', 'views.ts', 'tsconfig.json'].map((path) => files.get(path))
  })
  for (const other of others) expect(other).toEqual(first)
})

describe.concurrent('npm test', () => {
  it.each(FRAMEWORK_NAMES.filter((name) => name !== 'next'))('%s', (framework) =>
    twoAtATime(async () => {
      // In-memory users: the database makes no difference, as the test above says.
      const folder = projects.folderOf(framework, 'sqlite')
      const output = await npm(folder, ['test'])
      expect(output).toMatch(/pass 4\n.*fail 0\n/)
      await npm(folder, ['run', 'check'])
    }),
  )
})

describe.concurrent('npm start', () => {
  for (const { framework, database } of quick) {
    it.skipIf(!isHere(database) || lacks('git'))(`${framework} over ${database}`, () =>
      twoAtATime(async () => {
        const folder = projects.folderOf(framework, database)
        const { env, passwordIn } = users.get(database) as Users
        const password = passwordIn(folder)
        const before = writtenAndNotIgnored(folder)
        const { url, stop } = await npmStart(folder, env)
        let said = ''
        try {
          await expectGuarded(url, password)
        } finally {
          said = await stop()
        }
        expect(said).not.toMatch(/Error/)
        expect(writtenAndNotIgnored(folder)).toEqual(before)
      }),
    )
  }
})
