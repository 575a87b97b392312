import { publicUser, write, writeJson } from '../output.js'
import { printable } from '../table.js'
import { withThrottle } from '../throttle/with-throttle.js'
import { buildCommand } from './build-command.js'
import { withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, userParameters } from './user-argument.js'

/** `tokenapi user unlock`. */
export const unlock = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database, config) => {
      const user = await findUser(database, name, flags.id)
      const { username } = user
      const wasStopped = await withThrottle(config, database, (api) => api.unlock(username))
      if (flags.json) {
        await writeJson({ ...publicUser(user), wasStopped: wasStopped === true })
        return
      }
      const before =
        wasStopped === true ? 'Password logins were stopped.' : 'Password logins were not stopped.'
      await write(`${before} The failed logins of ${printable(username)} are forgotten.\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Forget the failed logins of a user',
    fullDescription: `Forgets the failed logins of a user. After LOGIN_THROTTLE_STOP_AFTER failures in a row (default 100), password
logins of the user stop on all servers; this command starts them again. Tokens are valid all the time.

Examples:
  tokenapi user unlock maria`,
  },
})
