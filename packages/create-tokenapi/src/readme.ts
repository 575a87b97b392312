import { basename } from 'node:path'

import type { Choice } from './choices.js'
import { DATABASES } from './databases.js'
import { FRAMEWORKS } from './frameworks.js'
import { packageName } from './package-name.js'
import { PUBLISHED } from './versions.js'

/** The text of README.md; `paths` are the other files. */
export function readme(choice: Choice, paths: readonly string[]): string {
  const { folder, framework, database, tokens } = choice
  const { title, note, port = 8000 } = FRAMEWORKS[framework]
  const { title: over, url } = DATABASES[database]
  const isKept = database !== 'memory'
  const address = `http://127.0.0.1:${port}`
  const commands = [
    'npm install',
    ...(isKept ? ['npm run user maria   # adds a user and prints the password once'] : []),
    `npm start            # ${address}`,
    'npm test',
  ]
  const notes = [
    isKept
      ? undefined
      : 'The only user is `maria`, with the password `MARIA_PASSWORD` in `.env`. Users are in memory and end with the process.',
    url === undefined
      ? undefined
      : 'Set `DATABASE_URL` in `.env` to an existing database. Its tables are created at the start.',
    note,
  ]
  return [
    `# ${packageName(basename(folder))}`,
    `Routes for your own clients, guarded by tokens of tokenapi: ${title} with ${isKept ? over : 'users in memory'}.`,
    block('sh', commands),
    ...notes.filter((paragraph) => paragraph !== undefined),
    ...(tokens === 'access' ? withAccessTokens(address) : withClassicTokens(address)),
    filesTable(paths),
    PUBLISHED
      ? undefined
      : 'tokenapi is not published yet: npm installs it from `vendor/`. Commit that folder, and copy it in a Dockerfile before\n`npm ci`.',
    'In production set the variables of `.env` in the environment, with another `SECRET_KEY`. Keep it secret: with it\nand the password hashes anyone can make tokens for any user.',
  ]
    .filter((part) => part !== undefined)
    .map((part) => `${part}\n`)
    .join('\n')
}

function withAccessTokens(address: string): string[] {
  const bearer = "-H 'Authorization: Bearer TOKEN'"
  return [
    'Log in on each device, and call the guarded route with the token from the response:',
    block('sh', [
      `curl -d username=maria -d password=PASSWORD -d name=laptop ${address}/token/new.json`,
      `curl ${bearer} ${address}/index.json`,
    ]),
    REFUSALS,
    'List the devices of the user, sign out the one with the `id` ID, and log out:',
    block('sh', [
      `curl ${bearer} ${address}/token/tokens.json`,
      `curl -X POST ${bearer} ${address}/token/tokens/ID/revoke.json`,
      `curl -X POST ${bearer} ${address}/token/logout.json`,
    ]),
  ]
}

function withClassicTokens(address: string): string[] {
  return [
    'Log in, then call the guarded route with the user and the token from the response:',
    block('sh', [
      `curl -d username=maria -d password=PASSWORD ${address}/token/new.json`,
      `curl -H 'Authorization: Bearer USER:TOKEN' ${address}/index.json`,
    ]),
    REFUSALS,
  ]
}

const REFUSALS =
  'A wrong password is a 401, and so is a request without a token. A token that is wrong or has ended is a 403.'

function block(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n')
}

const PURPOSES: Readonly<Record<string, string>> = {
  'app.ts': 'the routes: guard each with `tokenRequired`',
  'views.ts': 'the routes: guard each with `tokenRequired`',
  'app/': 'the routes by path',
  'api.ts': 'the API: secret key and users',
  'lambda.ts': 'the function',
  'over-http.ts': 'a local HTTP server for `npm start`, in place of a function URL',
  'listen.ts': 'an HTTP server for `server.ts` and `app.test.ts`',
  'server.ts': '`npm start`; listens on `HOST` and `PORT`',
  'instrumentation.ts': 'creates the tables at the start',
  'user.ts': '`npm run user NAME`',
  'app.test.ts': '`npm test`: the routes with users in memory',
  '.env': 'secrets, made for this project; ignored by git',
}

function filesTable(paths: readonly string[]): string {
  const rows = Object.entries(PURPOSES)
    .filter(([file]) => paths.some((path) => path === file || path.startsWith(file)))
    .map(([file, purpose]) => `| \`${file}\` | ${purpose} |`)
  return ['| | |', '|---|---|', ...rows].join('\n')
}
