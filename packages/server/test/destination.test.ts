/** An export that is interrupted leaves nothing under the name it was to have. */
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, it } from 'vitest'

import { openDestination } from '../src/export/destination.ts'
import { folder } from './support/command-line.ts'

const SOURCE = new URL('../dist/export/destination.js', import.meta.url).href

it.each([
  ['SIGINT', 130, []],
  ['SIGTERM', 143, []],
  ['SIGKILL', null, ['users.csv.part']],
] as const)('%s: exit code %s, and what is left is %j', (signal, status, left) => {
  const cwd = folder()
  const program = `
    const { openDestination } = await import('${SOURCE}')
    const destination = await openDestination('users.csv')
    await destination.write('id,username\\n')
    process.kill(process.pid, '${signal}')
    setInterval(() => {}, 1000)`
  const args = ['--input-type=module', '-e', program]
  expect(spawnSync(process.execPath, args, { cwd, timeout: 30_000 }).status).toBe(status)
  expect(readdirSync(cwd)).toEqual(left)
})

it('a part that was left is said, and left alone', async () => {
  const path = join(folder(), 'users.csv')
  writeFileSync(`${path}.part`, 'of another')
  await expect(openDestination(path)).rejects.toThrow(/users\.csv\.part cannot be .*: remove it/)
  expect(readFileSync(`${path}.part`, 'utf8')).toBe('of another')
})

it('a file that somebody made meanwhile is not written over', async () => {
  const cwd = folder()
  const path = join(cwd, 'users.csv')
  const destination = await openDestination(path)
  await destination.write('ours')
  writeFileSync(path, 'theirs')
  await expect(destination.finish()).rejects.toThrow(/there is one already/)
  await destination.abandon()
  expect(readdirSync(cwd)).toEqual(['users.csv'])
  expect(readFileSync(path, 'utf8')).toBe('theirs')
})
