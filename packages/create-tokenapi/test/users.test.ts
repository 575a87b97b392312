/** The first minutes of a project: its tables, and its users. */
import { afterAll, expect, it } from 'vitest'

import { npm, npmStart } from './support/npm.ts'
import { writeProjects } from './support/projects.ts'

const { folderOf, remove } = writeProjects(['node'], ['sqlite'])
const folder = folderOf('node', 'sqlite')
afterAll(remove)

it('the first start makes the tables: nobody is known, and nothing is missing', async () => {
  const { url, stop } = await npmStart(folder)
  try {
    const body = new URLSearchParams({ username: 'maria', password: 'x' })
    const { status } = await fetch(`${url}/token/new.json`, { method: 'POST', body })
    expect(status).toBe(401)
  } finally {
    await stop()
  }
})

it('adds a user, with another password each, and none twice', async () => {
  const passwordOf = async (name: string): Promise<string | undefined> =>
    /added \S+ with the password ([\w-]{16})\n/.exec(await npm(folder, ['run', 'user', name]))?.[1]
  const passwords = [await passwordOf('maria'), await passwordOf('ana')]
  expect(passwords).not.toContain(undefined)
  expect(new Set(passwords).size).toBe(2)
  // One sentence, behind the two lines in which npm says what it runs.
  await expect(npm(folder, ['run', 'user', 'maria'])).rejects.toThrow(
    /user\.ts maria\n\nthere is a user "maria" [^\n]*already\n$/,
  )
  await expect(npm(folder, ['run', 'user'])).rejects.toThrow(
    /user\.ts\n\nusage: npm run user NAME\n$/,
  )
})
