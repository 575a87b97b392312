import { SettingError } from '../config/setting-error.js'
import { counted } from '../counted.js'
import { write, writeJson } from '../output.js'
import { printable } from '../table.js'
import { findToken } from '../tokens/token-id.js'
import { withAccessTokens } from '../tokens/with-access-tokens.js'
import { buildCommand } from './build-command.js'
import {
  type DatabaseFlags,
  databaseFlags,
  idFlag,
  jsonFlag,
  textFlag,
  withDatabase,
} from './context.js'
import { findUser } from './find-user.js'

interface Flags extends DatabaseFlags {
  readonly user?: string
  readonly id: boolean
  readonly except?: string
  readonly json: boolean
}

/** `tokenapi token revoke`. */
export const revokeToken = buildCommand({
  func: (flags: Flags, id?: string) =>
    withDatabase(flags, (database, config) =>
      withAccessTokens(config, database, async ({ api: { accessTokens }, tokens }) => {
        const { user: username, except, json } = flags
        if ((id === undefined) === (username === undefined)) {
          const both = id === undefined ? '' : ', not both'
          throw new SettingError(
            `which tokens? Write the id of one, or --user NAME for all of a user${both}`,
          )
        }
        if (except !== undefined && username === undefined) {
          throw new SettingError('--except needs --user: it is the token that stays')
        }
        if (id !== undefined) {
          const token = await findToken(tokens, id)
          const isRevoked = await accessTokens.revoke(token.id)
          if (json) return writeJson({ revoked: isRevoked ? 1 : 0 })
          return write(isRevoked ? 'Revoked the token.\n' : 'The token had ended before.\n')
        }
        const user = await findUser(database, username ?? '', flags.id)
        const kept = except === undefined ? undefined : await findToken(tokens, except)
        if (kept !== undefined && String(kept.userId) !== String(user.id)) {
          throw new SettingError('--except names a token of another user')
        }
        const revoked = await accessTokens.revokeAll(user.id, { except: kept?.id })
        if (json) return writeJson({ revoked })
        await write(`Revoked ${counted(revoked, 'token')} of ${printable(user.username)}.\n`)
      }),
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      user: textFlag('name', 'revoke every access token of this user, default none'),
      id: idFlag,
      except: textFlag('id', 'with --user: a token that stays, default none'),
      json: jsonFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { parse: String, placeholder: 'id', brief: 'id of the token to revoke', optional: true },
      ],
    },
  },
  docs: {
    brief: 'Revoke access tokens',
    fullDescription: `Revokes the device of an access token by the id of any of its tokens, or all tokens of a user. They are refused from the next request on, or within MAX_STALE_SECONDS. Classic tokens
have no id: \`tokenapi user passwd\` and \`tokenapi user deactivate\` end them.

Examples:
  tokenapi token revoke 1mRrc9xXy0aQ2sVbT4uWz7
  tokenapi token revoke --user maria --except 1mRrc9xXy0aQ2sVbT4uWz7`,
  },
})
