import { basename } from 'node:path'

import type { Choice } from './choices.js'
import { DATABASES } from './databases.js'
import { FRAMEWORKS } from './frameworks.js'
import { packageName } from './package-name.js'
import { libraryRange } from './library.js'
import { type PackageName, VERSIONS } from './versions.js'

const SCRIPTS = {
  start: 'node --env-file-if-exists=.env server.ts',
  test: 'node --test',
  check: 'tsc',
}
const USER = 'node --env-file-if-exists=.env user.ts'

/** The project's package.json, as text. */
export function packageJson({ folder, framework, database }: Choice): string {
  const { scripts, dependencies, devDependencies } = FRAMEWORKS[framework]
  const driver = DATABASES[database]
  const content = {
    name: packageName(basename(folder)),
    version: '0.1.0',
    private: true,
    type: 'module',
    scripts: {
      ...SCRIPTS,
      ...(database === 'memory' ? {} : { user: USER }),
      ...scripts,
    },
    dependencies: versions(['tokenapi', ...dependencies, ...driver.dependencies]),
    devDependencies: versions(['@types/node', 'typescript', ...devDependencies]),
    // The first version that runs TypeScript without a build.
    engines: { node: '>=22.18' },
  }
  return `${JSON.stringify(content, undefined, 2)}\n`
}

function versions(names: readonly PackageName[]): Record<string, string> {
  return Object.fromEntries(
    names.toSorted().map((name) => [name, name === 'tokenapi' ? libraryRange() : VERSIONS[name]]),
  )
}
