import { type StoredUser, type TokenApi, type User, isRefusedError } from 'tokenapi'

import { apiOf } from '../api.js'
import { SettingError } from '../config/setting-error.js'
import { idText, write, writeJson } from '../output.js'
import { readSecretLine } from '../read-secret-line.js'
import { readSecretKeys } from '../secret.js'
import { buildCommand } from './build-command.js'
import { EXIT, withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, optionalUser, userParameters } from './user-argument.js'

/** `tokenapi token verify`. */
export const verifyToken = buildCommand({
  func: (flags: UserFlags, name?: string) =>
    withDatabase(flags, async (database, config) => {
      const user = name === undefined ? undefined : await findUser(database, name, flags.id)
      if (user === undefined && !config.ACCESS_TOKENS) throw new SettingError(NEEDS_USER)
      const token = await readSecretLine('Token')
      const api = apiOf(config, database, readSecretKeys(config, database.secretFile).keys)
      const verified = await verifiedUser(api, user, token)
      const valid = verified !== undefined
      if (!valid) process.exitCode = EXIT.no
      const shown = user ?? verified
      if (flags.json)
        await writeJson({ valid, user: shown === undefined ? null : idText(shown.id) })
      else await write(valid ? 'The token is valid.\n' : 'The token is not valid.\n')
    }),
  parameters: {
    flags: userParameters.flags,
    positional: optionalUser('an access token needs none'),
  },
  docs: {
    brief: 'Check whether a token is valid',
    fullDescription: `Checks whether a token is valid now: exit code 0 if it is, 1 if not. A classic token needs its user. Prompts for the
token, or reads the first line of standard input, because every user of the machine can read arguments.

Examples:
  printf '%s\\n' "$TOKEN" | tokenapi token verify maria
  printf '%s\\n' "$TOKEN" | tokenapi token verify --id 17 --json
  printf '%s\\n' "$ACCESS_TOKEN" | tokenapi token verify`,
  },
})

const NEEDS_USER = 'a classic token needs its user: write `tokenapi token verify USER`'

/** `undefined`: the token is not valid. Uses the store: a token can have been kept, and access tokens are there. */
async function verifiedUser(
  api: TokenApi,
  user: StoredUser | undefined,
  token: string,
): Promise<User | undefined> {
  try {
    const presented = user === undefined ? { token } : { user: String(user.id), token }
    return (await api.verify(presented)).user
  } catch (error) {
    if (!isRefusedError(error)) throw error
    if (error.code === 'missing_credentials') throw new SettingError(NEEDS_USER)
    return undefined
  }
}
