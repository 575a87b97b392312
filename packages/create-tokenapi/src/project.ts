import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Choice, TokenKind } from './choices.js'
import { DATABASES } from './databases.js'
import { FRAMEWORKS } from './frameworks.js'
import { packageJson } from './package-json.js'
import { packageName } from './package-name.js'
import { readme } from './readme.js'

const TEMPLATES = fileURLToPath(new URL('../templates', import.meta.url))

/** The files of a project by path, with `/` between folders. */
export function projectFiles(choice: Choice): ReadonlyMap<string, string> {
  const framework = FRAMEWORKS[choice.framework]
  const files = new Map<string, string>()
  const isSql = choice.database !== 'memory'
  const folders = [
    'shared',
    ...(isSql ? ['sql'] : []),
    ...(framework.uses ?? []),
    `databases/${choice.database}`,
    `frameworks/${choice.framework}`,
    ...(isSql ? (framework.usesOverSql ?? []) : []),
  ]
  // A file of a later folder replaces the same file of an earlier one.
  for (const folder of folders.flatMap((each) => variantsOf(each, choice.tokens))) {
    for (const path of filesIn(folder)) files.set(path, template(folder, path))
  }
  for (const path of framework.without ?? []) files.delete(path)
  const ignored = [...(framework.ignored ?? []), ...(DATABASES[choice.database].ignored ?? [])]
  // npm leaves a file of its right name out of packages.
  files.set(
    '.gitignore',
    `${files.get('_gitignore')}${ignored.map((line) => `${line}\n`).join('')}`,
  )
  files.delete('_gitignore')
  files.set('.env', environment(choice))
  files.set('package.json', packageJson(choice))
  files.set('README.md', readme(choice, [...files.keys()]))
  return files
}

/** What differs for classic tokens is in a folder beside. */
function variantsOf(folder: string, tokens: TokenKind): string[] {
  const classic = `${folder}+classic`
  const isThere = tokens === 'classic' && existsSync(join(TEMPLATES, classic))
  return isThere ? [folder, classic] : [folder]
}

function filesIn(folder: string): string[] {
  return readdirSync(join(TEMPLATES, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(TEMPLATES, folder).length + 1))
    .map((path) => path.replaceAll('\\', '/'))
}

function template(folder: string, path: string): string {
  return readFileSync(join(TEMPLATES, folder, path), 'utf8')
}

/** Secrets made for this project. */
function environment({ database, folder }: Choice): string {
  const { url } = DATABASES[database]
  const lines = [`SECRET_KEY=${randomBytes(32).toString('base64url')}`]
  if (url !== undefined) {
    lines.push(`DATABASE_URL=${url.replace('{name}', packageName(basename(folder)))}`)
  }
  if (database === 'memory') lines.push(`MARIA_PASSWORD=${randomBytes(12).toString('base64url')}`)
  return `${lines.join('\n')}\n`
}
