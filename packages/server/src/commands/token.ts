import { type CommandContext, type RouteMap, buildCommand, buildRouteMap } from '@stricli/core'

import { type StoredUser, type TokenApi, isRefusedError } from 'tokenapi'

import { apiOf } from '../api.js'
import { write, writeJson } from '../output.js'
import { readSecretLine } from '../read-secret-line.js'
import { readSecretKeys } from '../secret.js'
import { SettingError } from '../config/setting-error.js'
import { EXIT, withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, userParameters } from './user-argument.js'

const newToken = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database, config) => {
      const user = await findUser(database, name, flags.id)
      if (!user.isActive) throw new SettingError('the user is not active: no token would be valid')
      const api = apiOf(config, database, readSecretKeys(config, database.secretFile).keys)
      const token = api.makeToken(user)
      if (flags.json) await writeJson({ token, user: idText(user.id) })
      else await write(`${token}\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Make a token for a user',
    fullDescription: `Prints today's token of a user. Needs no password.

Examples:
  tokenapi token new maria
  curl -u "17:$(tokenapi token new --id 17)" http://127.0.0.1:8000/whoami.json`,
  },
})

const verify = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database, config) => {
      const user = await findUser(database, name, flags.id)
      const token = await readSecretLine('Token')
      const api = apiOf(config, database, readSecretKeys(config, database.secretFile).keys)
      const valid = await isGood(api, user, token)
      if (!valid) process.exitCode = EXIT.no
      if (flags.json) await writeJson({ valid, user: idText(user.id) })
      else await write(valid ? 'The token is valid.\n' : 'The token is not valid.\n')
    }),
  parameters: userParameters,
  docs: {
    brief: 'Check whether a token is valid',
    fullDescription: `Checks whether a token of a user is valid now: exit code 0 if it is, 1 if not. Prompts for the token,
or reads the first line of standard input, because every user of the machine can read arguments.

Examples:
  printf '%s\\n' "$TOKEN" | tokenapi token verify maria
  printf '%s\\n' "$TOKEN" | tokenapi token verify --id 17 --json`,
  },
})

/** Uses the store too: a token can have been kept when its user's password was hashed again. */
async function isGood(api: TokenApi, user: StoredUser, token: string): Promise<boolean> {
  try {
    await api.verify({ user: String(user.id), token })
    return true
  } catch (error) {
    if (isRefusedError(error)) return false
    throw error
  }
}

function idText(id: number | bigint | string): number | string {
  return typeof id === 'bigint' ? id.toString() : id
}

export const tokenCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { new: newToken, verify },
  docs: { brief: 'Tokens: new, verify' },
})
