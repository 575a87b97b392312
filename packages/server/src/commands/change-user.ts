/** `tokenapi user passwd|activate|deactivate|remove`. */
import type { StoredUser, UserChanges } from 'tokenapi'
import { makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import { SettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { publicUser, write, writeJson } from '../output.js'
import { readNewPassword } from '../read-secret-line.js'
import { printable } from '../table.js'
import { buildCommand } from './build-command.js'
import { withDatabase } from './context.js'
import { findUser } from './find-user.js'
import { type UserFlags, showUser, userParameters } from './user-argument.js'

export const passwd = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database, config) => {
      const user = await findUser(database, name, flags.id)
      const password = await readNewPassword(`New password for ${printable(user.username)}`)
      const encoded = await makePassword(password, passwordOptionsOf(config))
      await change(database, user, { password: encoded }, flags.json)
    }),
  parameters: userParameters,
  docs: {
    brief: "Change a user's password",
    fullDescription: `Changes the password. Ends every token of the user. Prompts for the password, or reads the first line of
standard input.

Examples:
  tokenapi user passwd maria
  printf '%s\\n' "$PASSWORD" | tokenapi user passwd maria`,
  },
})

export const setActive = (isActive: boolean, brief: string, effect: string) =>
  buildCommand({
    func: (flags: UserFlags, name: string) =>
      withDatabase(flags, async (database) => {
        const user = await findUser(database, name, flags.id)
        await change(database, user, { isActive }, flags.json)
      }),
    parameters: userParameters,
    docs: {
      brief,
      fullDescription: `${effect}

Examples:
  tokenapi user ${isActive ? 'activate' : 'deactivate'} maria
  tokenapi user ${isActive ? 'activate' : 'deactivate'} --id 17`,
    },
  })

async function change(
  database: Database,
  user: StoredUser,
  changes: UserChanges,
  json: boolean,
): Promise<void> {
  if (!(await database.admin.users.update(user.id, changes))) {
    throw new SettingError(`the user "${printable(user.username)}" no longer exists`)
  }
  await showUser({ ...user, ...changes }, json)
}

export const remove = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database) => {
      const user = await findUser(database, name, flags.id)
      if (!(await database.admin.users.remove(user.id))) {
        throw new SettingError(`the user "${printable(user.username)}" no longer exists`)
      }
      if (flags.json) await writeJson({ ...publicUser(user), removed: true })
      else await write(`Removed ${printable(user.username)}. Every token of the user has ended.\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Remove a user',
    fullDescription: `Removes a user. Ends every token of the user.

Examples:
  tokenapi user remove maria`,
  },
})
