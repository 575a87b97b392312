/** Next builds before it starts, each time anew: a file of its own, one after the other. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { sqlAdmin } from '../../tokenapi/src/admin/index.ts'
import { postgresStore } from '../../tokenapi/src/stores/postgres/index.ts'
import type { Database } from '../../tokenapi/test/support/databases.ts'
import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import type { DatabaseName } from '../src/databases.ts'
import { expectGuarded } from './support/call.ts'
import { type InstalledProjects, installProjects } from './support/installed-projects.ts'
import { writtenAndNotIgnored } from './support/left-over.ts'
import { npm, npmInstall, npmStart } from './support/npm.ts'
import { type UserAdded, addUser, isHere } from './support/users.ts'

/** A driver that is built in, and one to bundle. Each build takes half a minute. */
const DATABASES: readonly DatabaseName[] = ['sqlite', 'postgres']

let projects: InstalledProjects
const drops: Database[] = []
const users = new Map<DatabaseName, UserAdded>()
beforeAll(async () => {
  const here = DATABASES.filter(isHere)
  projects = await installProjects(here.map((database) => ({ framework: 'next', database })))
  for (const database of here) {
    users.set(database, await addUser(database, projects.folderOf('next', database), drops))
  }
}, 1_800_000)
afterAll(async () => {
  await Promise.all(drops.map((database) => database.drop()))
  projects.remove()
})

it('npm test and npm run check', async () => {
  const folder = projects.folderOf('next', 'sqlite')
  expect(await npm(folder, ['test'])).toMatch(/pass 5\n.*fail 0\n/)
  await npm(folder, ['run', 'check'])
})

for (const database of DATABASES) {
  it.skipIf(!isHere(database) || lacks('git'))(
    `npm start: next over ${database}, bundled by Turbopack`,
    async () => {
      const folder = projects.folderOf('next', database)
      const { env, password } = users.get(database) as UserAdded
      const before = writtenAndNotIgnored(folder)
      const { url, stop } = await npmStart(folder, env)
      try {
        await expectGuarded(url, password)
      } finally {
        await stop()
      }
      // Next changes a tsconfig.json that is not to its taste.
      expect(writtenAndNotIgnored(folder)).toEqual(before)
    },
    900_000,
  )
}

/** Of "from another program". */
const BCRYPT = 'bcrypt$$2b$04$xJ4hTa92RdaWNWgr518jbeUGdCcFyoJpEy5EkeGxLlLYKilB2EaXK'

it.skipIf(!isHere('postgres')).each([
  ['Turbopack', 'next build'],
  ['webpack', 'next build --webpack'],
])(
  'a bundle of %s reads a bcrypt hash from PostgreSQL',
  async (_bundler, build) => {
    const folder = projects.folderOf('next', 'postgres')
    const { env } = users.get('postgres') as UserAdded
    await npmInstall(folder, ['@node-rs/bcrypt'])
    const file = join(folder, 'package.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"next build.*?"/, `"${build}"`))
    // Anew each time: a login makes a hash of its own in its place.
    const store = postgresStore(env['DATABASE_URL'] as string)
    expect(await sqlAdmin(store).users.update(1, { password: BCRYPT })).toBe(true)
    await store.close()
    const { url, stop } = await npmStart(folder, env)
    try {
      await expectGuarded(url, 'from another program')
    } finally {
      await stop()
    }
  },
  900_000,
)
