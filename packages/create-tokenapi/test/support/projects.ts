/** Projects as the command writes them, inside the workspace, so that their imports resolve. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'

import { projectFiles } from '../../src/project.ts'
import { writeProject } from '../../src/write-project.ts'
import type { DatabaseName } from '../../src/databases.ts'
import type { TokenKind } from '../../src/choices.ts'
import type { FrameworkName } from '../../src/frameworks.ts'

const PACKAGE = join(import.meta.dirname, '../..')

export interface Projects {
  readonly root: string
  folderOf(framework: FrameworkName, database: DatabaseName, tokens?: TokenKind): string
  remove(): void
}

/** One for each pair and kind of token. */
export function writeProjects(
  frameworks: readonly FrameworkName[],
  databases: readonly DatabaseName[],
  kinds: readonly TokenKind[] = ['access'],
): Projects {
  const root = mkdtempSync(join(PACKAGE, '.generated-'))
  const folderOf: Projects['folderOf'] = (framework, database, tokens = 'access') =>
    join(root, `${framework}-on-${database}-${tokens}`)
  const choices = frameworks.flatMap((framework) =>
    databases.flatMap((database) => kinds.map((tokens) => ({ framework, database, tokens }))),
  )
  for (const { framework, database, tokens } of choices) {
    const folder = folderOf(framework, database, tokens)
    mkdirSync(folder)
    writeProject(folder, projectFiles({ folder, framework, database, tokens }))
  }
  // As an installed package, which Next leaves as it is; a link it would bundle.
  const installed = join(root, 'node_modules/tokenapi')
  for (const part of ['package.json', 'dist']) {
    cpSync(join(PACKAGE, '../tokenapi', part), join(installed, part), { recursive: true })
  }
  return { root, folderOf, remove: () => rmSync(root, { recursive: true, force: true }) }
}
