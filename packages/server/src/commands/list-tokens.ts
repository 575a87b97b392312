import { write, writeJson } from '../output.js'
import { withStates } from '../tokens/list-states.js'
import { TOKEN_HEADING, publicToken, tokenRow } from '../tokens/token-row.js'
import { withAccessTokens } from '../tokens/with-access-tokens.js'
import { buildCommand } from './build-command.js'
import { withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, optionalUser, userParameters } from './user-argument.js'

/** `tokenapi token list`. */
export const listTokens = buildCommand({
  func: (flags: UserFlags, username?: string) =>
    withDatabase(
      flags,
      (database, config) =>
        withAccessTokens(config, database, async ({ tokens }) => {
          const user =
            username === undefined ? undefined : await findUser(database, username, flags.id)
          const listed = tokens.list(user === undefined ? {} : { userId: user.id })
          if (!flags.json) await write(TOKEN_HEADING)
          for await (const token of withStates(listed, database, config)) {
            if (flags.json) await writeJson({ ...publicToken(token), state: token.state })
            else await write(tokenRow(token))
          }
        }),
      // Many batches are read: a slow one must not end the command.
      { patient: true },
    ),
  parameters: {
    flags: userParameters.flags,
    positional: optionalUser('default all users'),
  },
  docs: {
    brief: 'List access tokens',
    fullDescription: `Lists the access tokens of a user, or of all users, in the order of their creation, as they are read. Tokens that
have ended are listed until they are pruned. The state is "active", "rotated" (a new one replaces it, and it still works),
or the reason for which the token is refused. Times are UTC. With --json, one JSON object on each line.

Examples:
  tokenapi token list maria
  tokenapi token list --json | jq -r 'select(.state == "active") | .userId' | sort | uniq -c`,
  },
})
