/** Next builds before it starts, each time anew: a file of its own, one after the other. */
import { afterAll, beforeAll, expect, it } from 'vitest'

import { lacks } from '../../tokenapi/test/support/peers/peers.ts'
import type { Database } from '../../tokenapi/test/support/databases.ts'
import { DATABASE_NAMES } from '../src/choices.ts'
import type { DatabaseName } from '../src/databases.ts'
import { expectGuarded } from './support/call.ts'
import { writtenAndNotIgnored } from './support/left-over.ts'
import { npmStart } from './support/npm.ts'
import { writeProjects } from './support/projects.ts'
import { type Users, isHere, usersOn } from './support/users.ts'

const { folderOf, remove } = writeProjects(['next'], DATABASE_NAMES)
const drops: Database[] = []
const users = new Map<DatabaseName, Users>()
beforeAll(async () => {
  for (const database of DATABASE_NAMES.filter(isHere)) {
    users.set(database, await usersOn(database, folderOf('next', database), drops))
  }
})
afterAll(async () => {
  await Promise.all(drops.map((database) => database.drop()))
  remove()
})

for (const database of DATABASE_NAMES) {
  it.skipIf(!isHere(database) || lacks('git'))(
    `npm start: next over ${database}`,
    async () => {
      const folder = folderOf('next', database)
      const { env, passwordIn } = users.get(database) as Users
      const password = passwordIn(folder)
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
    300_000,
  )
}
