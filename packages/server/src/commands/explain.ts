import { readFileSync } from 'node:fs'

import type { Command, CommandContext } from '@stricli/core'
import {
  type Credentials,
  type Explanation,
  describeExplanation,
  isUnavailableError,
} from 'tokenapi'
import type { RequestView } from 'tokenapi/adapter'

import { apiOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'
import { counted } from '../counted.js'
import type { Database } from '../database.js'
import { fileErrorText } from '../file-error-text.js'
import { write, writeJson } from '../output.js'
import { readSecretLine } from '../read-secret-line.js'
import { readRequestFile } from '../request-text.js'
import { presentSecretKeys } from '../secret.js'
import { buildCommand } from './build-command.js'
import {
  type DatabaseFlags,
  EXIT,
  databaseFlags,
  jsonFlag,
  textFlag,
  switchFlag,
  textsFlag,
  withDatabase,
} from './context.js'

interface Flags extends DatabaseFlags {
  readonly json: boolean
  readonly user?: string
  readonly tokenFile?: string
  readonly request?: string
  readonly scope?: readonly string[]
  readonly tickets: boolean
}

export const explainCommand: Command<CommandContext> = buildCommand({
  func: (flags: Flags) =>
    withDatabase(flags, async (database, config) => {
      const keys = presentSecretKeys(config, database.secretFile)
      if (keys === undefined) {
        throw new SettingError(
          'SECRET_KEY is not set: set it (or SECRET_KEY_FILE) as for the server that refuses the token',
        )
      }
      const given = await presentedBy(flags, config)
      await refuseWrongSettings(database)
      const explanation = await apiOf(config, database, keys).explain(given, {
        ...(flags.scope === undefined ? {} : { scopes: flags.scope }),
        ...(flags.tickets ? { tickets: true } : {}),
      })
      process.exitCode = exitCodeOf(explanation)
      if (flags.json) return writeJson(explanation)
      await write(
        `${describeExplanation(explanation)}\n\n${settingsLine(database, config, keys)}\n`,
      )
    }),
  parameters: {
    flags: {
      ...databaseFlags,
      json: jsonFlag,
      user: textFlag(
        'id',
        'the user id as the client sends it, then the input is the token alone; default: in the input',
      ),
      tokenFile: textFlag('path', 'file that contains the token, default standard input'),
      request: textFlag(
        'path',
        'file with a whole request, or with what `curl -v` prints; default: user and token alone',
      ),
      scope: textsFlag('scope', 'scope that the guarded route needs, repeatable; default none'),
      tickets: switchFlag('with --request: the guarded route takes tickets'),
    },
  },
  docs: {
    brief: 'Explain why credentials are accepted or refused',
    fullDescription: `Explains step by step why a token or a request is accepted or refused, and what to do. Prints no token, key or
hash. Uses the settings of this shell: set them as for the server.

Prompts for USER:TOKEN, an access token alone, or the value of an Authorization header; or reads the first line of
standard input. Every user of the machine can read arguments. Exit code 0 if accepted, 1 if refused, 3 if that is unknown because the
database does not answer.

Examples:
  printf '%s\\n' "17:$TOKEN" | tokenapi explain
  tokenapi explain --user 17 --token-file ./token.txt
  curl -v -H "Authorization: Bearer 17:$TOKEN" http://127.0.0.1:8000/whoami.json 2> request.txt
  tokenapi explain --request request.txt`,
  },
})

async function presentedBy(
  flags: Flags,
  { ACCESS_TOKENS }: Config,
): Promise<Credentials | RequestView> {
  const { user, tokenFile, request } = flags
  if (request !== undefined) {
    if (user === undefined && tokenFile === undefined) return readRequestFile(request)
    throw new SettingError('--request holds user and token: leave out --user and --token-file')
  }
  const question =
    user === undefined
      ? `${ACCESS_TOKENS ? 'TOKEN, ' : ''}USER:TOKEN, or the Authorization header`
      : 'Token'
  const text = tokenFile === undefined ? await readSecretLine(question) : readText(tokenFile)
  return user === undefined ? credentialsIn(text) : { user, token: text }
}

/** The text of a file without its last line break. What else is around the token may be the mistake. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch (error) {
    throw new SettingError(`--token-file: ${path} cannot be read: ${fileErrorText(error)}`)
  }
}

const PAIR = /^(?!authorization:)([^\s:]+):(.*)$/is
const FIELD = /^authorization:[ \t]*/i
const SCHEME = /^[a-z]+[ \t]/i

/** A pair, or a request with this Authorization field; a token without a user is Bearer. */
function credentialsIn(line: string): Credentials | RequestView {
  const [, user, token] = PAIR.exec(line) ?? []
  if (user !== undefined && token !== undefined) return { user, token }
  const value = line.replace(FIELD, '')
  const field = value !== line || SCHEME.test(value) ? value : `Bearer ${value}`
  return {
    method: 'GET',
    target: '/',
    header: (name) => (name === 'authorization' ? field : undefined),
    body: async () => new Uint8Array(),
  }
}

/** Wrong settings end the command. An outage is a part of the explanation. */
async function refuseWrongSettings({ store }: Database): Promise<void> {
  try {
    await store.ping()
  } catch (error) {
    if (!isUnavailableError(error)) throw error
  }
}

function exitCodeOf({ accepted, code }: Explanation): number {
  if (accepted) return 0
  return code === 'temporarily_unavailable' ? EXIT.unavailable : EXIT.no
}

/** The usual mistake is another environment than the server's. */
function settingsLine({ name }: Database, config: Config, keys: readonly string[]): string {
  const table = config.USERS_TABLE ?? 'auth_user'
  const access = config.ACCESS_TOKENS ? `, access tokens of ${config.TOKEN_PREFIX.join(', ')}` : ''
  return `By the settings of this shell: ${name}, table ${table}, ${counted(keys.length, 'secret key')}, TIME_ZONE ${config.TIME_ZONE}${access}.`
}
