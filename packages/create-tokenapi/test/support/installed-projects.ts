/** Projects as their owners have them: written by the command of this clone, and installed outside of it. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { DatabaseName } from '../../src/databases.ts'
import type { FrameworkName } from '../../src/frameworks.ts'
import { npmInstall } from './npm.ts'
import { pack } from './pack.ts'
import { twoAtATime } from './two-at-a-time.ts'

const BIN = join(import.meta.dirname, '../../bin/create-tokenapi.mjs')
const run = promisify(execFile)

export interface InstalledProjects {
  folderOf(framework: FrameworkName, database: DatabaseName): string
  remove(): void
}

/** One for each pair. */
export async function installProjects(
  frameworks: readonly FrameworkName[],
  databases: readonly DatabaseName[],
): Promise<InstalledProjects> {
  await pack()
  const root = mkdtempSync(join(tmpdir(), 'tokenapi-projects-'))
  const folderOf = (framework: FrameworkName, database: DatabaseName): string =>
    join(root, `${framework}-on-${database}`)
  await Promise.all(
    frameworks.map((framework) =>
      twoAtATime(async () => {
        let sibling: string | undefined
        for (const database of databases) {
          const folder = folderOf(framework, database)
          const flags = ['--framework', framework, '--database', database]
          await run(process.execPath, [BIN, folder, ...flags])
          if (sibling !== undefined) await copyModules(sibling, folder)
          await npmInstall(folder)
          sibling = folder
        }
      }),
    ),
  )
  return { folderOf, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** What another project of the framework has installed is a good beginning: npm then adds the driver. */
async function copyModules(from: string, to: string): Promise<void> {
  try {
    // Hard links.
    await run('cp', ['-al', join(from, 'node_modules'), to])
  } catch {
    // Not on this system: npm installs all of it.
    rmSync(join(to, 'node_modules'), { recursive: true, force: true })
  }
  // npm writes this one in place.
  const lock = join(to, 'node_modules/.package-lock.json')
  if (existsSync(lock)) rmSync(lock)
}
