/** `tokenapi token rotate|rename`. */
import type { StoredToken } from 'tokenapi'

import { SettingError } from '../config/setting-error.js'
import { counted } from '../counted.js'
import { write, writeJson } from '../output.js'
import { printable } from '../table.js'
import { findToken } from '../tokens/token-id.js'
import { publicToken } from '../tokens/token-row.js'
import { withAccessTokens } from '../tokens/with-access-tokens.js'
import { buildCommand } from './build-command.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, withDatabase } from './context.js'

interface Flags extends DatabaseFlags {
  readonly json: boolean
}

const flags = { ...databaseFlags, json: jsonFlag }
const idParameter = { parse: String, placeholder: 'id', brief: 'id of the token' } as const

export const rotateToken = buildCommand({
  func: (given: Flags, id: string) =>
    withDatabase(given, (database, config) =>
      withAccessTokens(config, database, async ({ api, tokens }) => {
        const old = await findToken(tokens, id)
        const rotated = await api.accessTokens.rotate(old.id)
        if (rotated === undefined) throw ended(old)
        const { token, record } = rotated
        if (given.json) return writeJson({ token, ...publicToken(record) })
        await write(`${token}\n`)
        const seconds = counted(config.ACCESS_TOKEN_GRACE_SECONDS, 'second')
        process.stderr
          .write(`Keep the token: it is not shown again. The old one works for ${seconds} more.
The new one has the id ${record.id}, and must be used in that time. It expires at ${record.expiresAt.toISOString()}.\n`)
      }),
    ),
  parameters: { flags, positional: { kind: 'tuple', parameters: [idParameter] } },
  docs: {
    brief: 'Replace an access token by a new one',
    fullDescription: `Prints a new access token with the name and the scopes of an old one, once. The old one works for
ACCESS_TOKEN_GRACE_SECONDS more. A new one that is not used in that time ends with it.

Examples:
  TOKEN=$(tokenapi token rotate 1mRrc9xXy0aQ2sVbT4uWz7)`,
  },
})

export const renameToken = buildCommand({
  func: (given: Flags, id: string, name: string) =>
    withDatabase(given, (database, config) =>
      withAccessTokens(config, database, async ({ api, tokens }) => {
        const token = await findToken(tokens, id)
        const renamed = await api.accessTokens.rename(token.id, name)
        if (renamed === undefined) throw ended(token)
        if (given.json) await writeJson(publicToken(renamed))
        else await write(`The token is named "${printable(renamed.name)}" now.\n`)
      }),
    ),
  parameters: {
    flags,
    positional: {
      kind: 'tuple',
      parameters: [idParameter, { parse: String, placeholder: 'name', brief: 'the new name' }],
    },
  },
  docs: {
    brief: 'Rename an access token',
    fullDescription: `Gives an access token another name, of at most 100 characters.

Examples:
  tokenapi token rename 1mRrc9xXy0aQ2sVbT4uWz7 'backup of the office'`,
  },
})

function ended({ id }: StoredToken): SettingError {
  return new SettingError(
    `the access token "${id}" has ended: \`tokenapi token list\` prints the reason`,
  )
}
