/** Projects as their owners have them: written by the command of this clone, and installed outside of it. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { DatabaseName } from '../../src/databases.ts'
import type { TokenKind } from '../../src/choices.ts'
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

/** One project for each pair. */
export async function installProjects(
  pairs: readonly {
    readonly framework: FrameworkName
    readonly database: DatabaseName
    readonly tokens?: TokenKind
  }[],
): Promise<InstalledProjects> {
  await pack()
  const root = mkdtempSync(join(tmpdir(), 'tokenapi-projects-'))
  const folderOf = (framework: FrameworkName, database: DatabaseName): string =>
    join(root, `${framework}-on-${database}`)
  await Promise.all(
    pairs.map(({ framework, database, tokens }) =>
      twoAtATime(async () => {
        const folder = folderOf(framework, database)
        const kind = tokens === 'classic' ? ['--classic'] : []
        const flags = ['--framework', framework, '--database', database, ...kind]
        await run(process.execPath, [BIN, folder, ...flags])
        await npmInstall(folder)
      }),
    ),
  )
  return { folderOf, remove: () => rmSync(root, { recursive: true, force: true }) }
}
