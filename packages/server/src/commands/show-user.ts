import type { StoredUser } from 'tokenapi'

import type { Config } from '../config/read-config.js'
import { counted } from '../counted.js'
import type { Database } from '../database.js'
import { idText, publicUser, write, writeJson } from '../output.js'
import { withStates } from '../tokens/list-states.js'
import { buildCommand } from './build-command.js'
import { throttleOfUser } from './throttle-of-user.js'
import { withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, showUser, userParameters } from './user-argument.js'

/** `tokenapi user show`. */
export const show = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database, config) => {
      const user = await findUser(database, name, flags.id)
      const throttle = await throttleOfUser(config, database, user)
      const accessTokens = await workingTokens(config, database, user)
      if (flags.json) {
        const { isThrottled = null, state = null } = throttle ?? {}
        await writeJson({ ...publicUser(user), isThrottled, throttle: state, accessTokens })
        return
      }
      await showUser(user, false)
      if (accessTokens !== undefined) {
        const list = `\`tokenapi token list --id ${idText(user.id)}\` lists them`
        await write(`\n${counted(accessTokens, 'working access token')}; ${list}\n`)
      }
      if (throttle?.isThrottled === true) await write(`\n${throttle.state}\n→ ${throttle.fix}\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Show a user',
    fullDescription: `Shows a user, without the password hash, whether password logins of the user are throttled, and with
ACCESS_TOKENS=true how many access tokens of the user work.

Examples:
  tokenapi user show maria
  tokenapi user show --id 17 --json`,
  },
})

/** How many access tokens of a user work; `undefined` if access tokens are off. */
async function workingTokens(
  config: Config,
  database: Database,
  { id }: StoredUser,
): Promise<number | undefined> {
  if (!config.ACCESS_TOKENS) return undefined
  let count = 0
  for await (const { state } of withStates(
    database.store.tokens.list({ userId: id }),
    database,
    config,
  )) {
    if (state === 'active' || state === 'rotated') count++
  }
  return count
}
