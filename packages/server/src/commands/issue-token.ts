import { SettingError } from '../config/setting-error.js'
import { write, writeJson } from '../output.js'
import { publicToken } from '../tokens/token-row.js'
import { withAccessTokens } from '../tokens/with-access-tokens.js'
import { buildCommand } from './build-command.js'
import { textFlag, textsFlag, withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, userParameters } from './user-argument.js'

interface Flags extends UserFlags {
  readonly name?: string
  readonly scope?: readonly string[]
  readonly expiresIn?: number
}

const DAY = 86_400_000
/** A hundred years. */
const MOST_DAYS = 36_525

/** `tokenapi token issue`. */
export const issueToken = buildCommand({
  func: (flags: Flags, username: string) =>
    withDatabase(flags, (database, config) =>
      withAccessTokens(config, database, async ({ api }) => {
        const user = await findUser(database, username, flags.id)
        if (!user.isActive) {
          throw new SettingError('the user is not active: no token would be valid')
        }
        const { name, scope: scopes = [], expiresIn } = flags
        const expiresAt =
          expiresIn === undefined ? undefined : new Date(Date.now() + expiresIn * DAY)
        const { token, record } = await api.accessTokens.issue(user.id, { name, scopes, expiresAt })
        if (flags.json) return writeJson({ token, ...publicToken(record) })
        await write(`${token}\n`)
        process.stderr.write(`Keep the token: it is not shown again. ${useOf(scopes)}
It expires at ${record.expiresAt.toISOString()}; \`tokenapi token revoke ${record.id}\` ends it before.\n`)
      }),
    ),
  parameters: {
    flags: {
      ...userParameters.flags,
      name: textFlag('text', 'name of the device or script, default empty'),
      scope: textsFlag('scope', "scope of the token, repeatable; '*' is every scope; default none"),
      expiresIn: {
        kind: 'parsed',
        parse: daysOf,
        optional: true,
        placeholder: 'days',
        brief: 'days until it expires, default ACCESS_TOKEN_LIFETIME_DAYS',
      },
    },
    positional: userParameters.positional,
  },
  docs: {
    brief: 'Issue an access token for a user',
    fullDescription: `Issues an access token and prints it once: only its digest is stored. Needs no password.

Examples:
  tokenapi token issue maria --name backup --scope files:read --scope files:write --expires-in 90
  TOKEN=$(tokenapi token issue --id 17 --scope '*')`,
  },
})

function useOf(scopes: readonly string[]): string {
  return scopes.length === 0
    ? 'It has no scope: routes that need one refuse it.'
    : `Its scopes: ${scopes.join(' ')}.`
}

function daysOf(text: string): number {
  const days = /^\d{1,9}(?:\.\d{1,9})?$/.test(text) ? Number(text) : 0
  if (days > 0 && days <= MOST_DAYS) return days
  throw new Error(`"${text}" is not a number of days, more than 0 and at most ${MOST_DAYS}`)
}
