import { buildCommand } from '@stricli/core'

import { publicUser, write, writeJson } from '../output.js'
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
      if (flags.json) {
        const { isThrottled = null, state = null } = throttle ?? {}
        await writeJson({ ...publicUser(user), isThrottled, throttle: state })
        return
      }
      await showUser(user, false)
      if (throttle?.isThrottled === true) await write(`\n${throttle.state}\n→ ${throttle.fix}\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Show a user',
    fullDescription: `Shows a user, without the password hash, and whether password logins of the user are throttled.

Examples:
  tokenapi user show maria
  tokenapi user show --id 17 --json`,
  },
})
