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
      if (!user.isActive) throw new SettingError('the user is not active: no token would be good')
      const api = apiOf(config, database, readSecretKeys(config, database.secretFile).keys)
      const token = api.makeToken(user)
      if (flags.json) await writeJson({ token, user: idText(user.id) })
      else await write(`${token}\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: "Make today's token of a user",
    fullDescription: `Prints today's token of a user, without asking for the password.

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
      else await write(valid ? 'The token is good.\n' : 'The token is not good.\n')
    }),
  parameters: userParameters,
  docs: {
    brief: 'Say whether a token is good',
    fullDescription: `Reports whether a token is valid for a user now: exit code 0 for yes, 1 for no. The command prompts for the token, or
is the first line of standard input: arguments can be read by everybody on the machine.

Examples:
  printf '%s\\n' "$TOKEN" | tokenapi token verify maria
  printf '%s\\n' "$TOKEN" | tokenapi token verify --id 17 --json`,
  },
})

/** Asks the store as well: a token may have been kept over a re-hash of its user's password. */
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
