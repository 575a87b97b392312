/** Projects as the command writes them, inside the workspace, so that their imports resolve. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { projectFiles } from '../../src/project.ts'
import { writeProject } from '../../src/write-project.ts'
import type { DatabaseName } from '../../src/databases.ts'
import type { FrameworkName } from '../../src/frameworks.ts'

const PACKAGE = join(import.meta.dirname, '../..')

export interface Projects {
  readonly root: string
  folderOf(framework: FrameworkName, database: DatabaseName): string
  remove(): void
}

/** One for each pair. */
export function writeProjects(
  frameworks: readonly FrameworkName[],
  databases: readonly DatabaseName[],
): Projects {
  const root = mkdtempSync(join(PACKAGE, '.generated-'))
  const folderOf = (framework: FrameworkName, database: DatabaseName): string =>
    join(root, `${framework}-on-${database}`)
  for (const framework of frameworks) {
    for (const database of databases) {
      const folder = folderOf(framework, database)
      mkdirSync(folder)
      writeProject(folder, projectFiles({ folder, framework, database }))
    }
  }
  // As an installed package, which Next leaves as it is; a link it would bundle.
  const installed = join(root, 'node_modules/tokenapi')
  for (const part of ['package.json', 'dist']) {
    cpSync(join(PACKAGE, '../tokenapi', part), join(installed, part), { recursive: true })
  }
  return { root, folderOf, remove: () => rmSync(root, { recursive: true, force: true }) }
}
