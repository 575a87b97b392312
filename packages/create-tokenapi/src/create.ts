import { relative, resolve } from 'node:path'

import { type Choice, DEFAULTS } from './choices.js'
import { DATABASES } from './databases.js'
import { expectEmpty } from './empty-folder.js'
import { FRAMEWORKS } from './frameworks.js'
import { copyLibrary, expectLibrary } from './library.js'
import { projectFiles } from './project.js'
import { Refusal } from './refusal.js'
import { writeProject } from './write-project.js'

/** Writes a project and returns the next steps as text. Throws a `Refusal` before anything is written. */
export async function create(given: Partial<Choice>, takesDefaults: boolean): Promise<string> {
  expectLibrary()
  if (given.folder !== undefined) expectEmpty(resolve(given.folder))
  const choice = takesDefaults ? { ...DEFAULTS, ...given } : await complete(given)
  const folder = resolve(choice.folder)
  expectEmpty(folder)
  writeProject(folder, projectFiles({ ...choice, folder }))
  copyLibrary(folder)
  return nextSteps({ ...choice, folder })
}

async function complete(given: Partial<Choice>): Promise<Choice> {
  const { folder, framework, database, tokens = DEFAULTS.tokens } = given
  if (folder !== undefined && framework !== undefined && database !== undefined) {
    return { folder, framework, database, tokens }
  }
  if (process.stdin.isTTY !== true || process.stdout.isTTY !== true) {
    const missing = [
      folder === undefined ? 'the folder' : undefined,
      framework === undefined ? '--framework' : undefined,
      database === undefined ? '--database' : undefined,
    ].filter((name) => name !== undefined)
    throw new Refusal(
      `no terminal for prompts: add ${missing.join(' and ')}, or --yes for the defaults`,
    )
  }
  const { ask } = await import('./ask.js')
  return ask(given, { input: process.stdin, output: process.stdout })
}

function nextSteps({ folder, framework, database }: Choice): string {
  const { title, url } = DATABASES[database]
  const place = relative(process.cwd(), folder)
  const steps = [
    ...(place === '' ? [] : [`cd ${quoted(place)}`]),
    'npm install',
    ...(database === 'memory' ? [] : ['npm run user maria']),
    'npm start',
  ]
  const where = url === undefined ? '' : '\nSet DATABASE_URL in .env to your database.\n'
  return `${FRAMEWORKS[framework].title} over ${title}, in ${folder}\n${where}\n${steps.map((step) => `  ${step}\n`).join('')}\n${oldNode()}`
}

/** Quoted for a shell. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", String.raw`'\''`)}'`
}

function oldNode(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 18)) return ''
  return `Before npm install: change to Node 22.18 or newer. This is ${process.versions.node}, which does not run the .ts files of the project.\n`
}
