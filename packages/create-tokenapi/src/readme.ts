import { basename } from 'node:path'

import type { Choice } from './choices.js'
import { DATABASES } from './databases.js'
import { FRAMEWORKS } from './frameworks.js'
import { packageName } from './package-name.js'
import { PUBLISHED } from './versions.js'

/** The project's README.md, a screen that says what to type; `paths` are its other files. */
export function readme({ folder, framework, database }: Choice, paths: readonly string[]): string {
  const { title, note, port = 8000 } = FRAMEWORKS[framework]
  const { title: over, url } = DATABASES[database]
  const isKept = database !== 'memory'
  const address = `http://127.0.0.1:${port}`
  const commands = [
    'npm install',
    ...(isKept ? ['npm run user maria   # adds a user, and says the password this once'] : []),
    `npm start            # ${address}`,
    'npm test',
  ]
  const notes = [
    isKept
      ? undefined
      : 'The one user is `maria`, with the password in `.env`, gone with the process.',
    url === undefined
      ? undefined
      : 'The database is the one that `DATABASE_URL` in `.env` names. It has to be there; its tables are made.',
    note,
  ]
  return [
    `# ${packageName(basename(folder))}`,
    `Views for your own clients, opened by a token: ${title} over ${over}, with tokenapi.`,
    block('sh', commands),
    ...notes.filter((paragraph) => paragraph !== undefined),
    'Log in, then call the view with the user and the token of the answer:',
    block('sh', [
      `curl -d username=maria -d password=PASSWORD ${address}/token/new.json`,
      `curl -H 'Authorization: Bearer USER:TOKEN' ${address}/index.json`,
    ]),
    filesTable(paths),
    PUBLISHED
      ? undefined
      : 'tokenapi is not on the registry yet: it is installed from `vendor/`, which belongs to the project. A Dockerfile\ncopies that folder before `npm ci`.',
    'In production set what is in `.env` in the environment, with a key of its own: anyone with\n`SECRET_KEY` can make tokens.',
  ]
    .filter((part) => part !== undefined)
    .map((part) => `${part}\n`)
    .join('\n')
}

function block(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n')
}

const SAYS: Readonly<Record<string, string>> = {
  'app.ts': 'the views: put `tokenRequired` on the next one',
  'views.ts': 'the views: put `tokenRequired` on the next one',
  'app/': 'the routes: which view answers where',
  'api.ts': 'tokens: for whom, and signed with what',
  'lambda.ts': 'the function',
  'over-http.ts': 'what `npm start` answers with, in place of a function URL',
  'server.ts': '`npm start`; `HOST` and `PORT` say where',
  'instrumentation.ts': 'makes the tables at the start',
  'user.ts': '`npm run user NAME`',
  'app.test.ts': '`npm test`: the views over users in memory',
  '.env': 'secrets, made for this folder; in .gitignore',
}

function filesTable(paths: readonly string[]): string {
  const rows = Object.entries(SAYS)
    .filter(([file]) => paths.some((path) => path === file || path.startsWith(file)))
    .map(([file, says]) => `| \`${file}\` | ${says} |`)
  return ['| | |', '|---|---|', ...rows].join('\n')
}
