import type { CommandContext, RouteMap } from '@stricli/core'

import { apiOf } from '../api.js'
import { idText, write, writeJson } from '../output.js'
import { readSecretKeys } from '../secret.js'
import { SettingError } from '../config/setting-error.js'
import { buildCommand, buildRouteMap } from './build-command.js'
import { renameToken, rotateToken } from './change-token.js'
import { withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { issueToken } from './issue-token.js'
import { listTokens } from './list-tokens.js'
import { pruneTokens } from './prune-tokens.js'
import { revokeToken } from './revoke-token.js'
import { verifyToken } from './verify-token.js'
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
    brief: 'Make a classic token for a user',
    fullDescription: `Prints today's classic token of a user. Needs no password and stores nothing. \`tokenapi token issue\` issues an
access token.

Examples:
  tokenapi token new maria
  curl -u "17:$(tokenapi token new --id 17)" http://127.0.0.1:8000/whoami.json`,
  },
})

export const tokenCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: {
    new: newToken,
    verify: verifyToken,
    issue: issueToken,
    list: listTokens,
    rename: renameToken,
    rotate: rotateToken,
    revoke: revokeToken,
    prune: pruneTokens,
  },
  docs: { brief: 'Tokens: new, verify; access tokens: issue, list, rename, rotate, revoke, prune' },
})
