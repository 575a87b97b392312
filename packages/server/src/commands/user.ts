import type { CommandContext, RouteMap } from '@stricli/core'
import { makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import { HEADING, publicUser, userRow, write, writeJson } from '../output.js'
import { readNewPassword } from '../read-secret-line.js'
import { printable } from '../table.js'
import { buildCommand, buildRouteMap } from './build-command.js'
import { passwd, remove, setActive } from './change-user.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, switchFlag, withDatabase } from './context.js'
import { show } from './show-user.js'
import { unlock } from './unlock-user.js'
import { showUser } from './user-argument.js'

const add = buildCommand({
  func: (
    flags: DatabaseFlags & { json: boolean; inactive: boolean; unusable: boolean },
    username: string,
  ) =>
    withDatabase(flags, async ({ store, admin }, config) => {
      await store.ping()
      const password = flags.unusable
        ? null
        : await readNewPassword(`Password for ${printable(username)}`)
      const encoded = await makePassword(password, passwordOptionsOf(config))
      const user = await admin.users.add({ username, password: encoded, isActive: !flags.inactive })
      await showUser(user, flags.json)
    }),
  parameters: {
    flags: {
      ...databaseFlags,
      json: jsonFlag,
      inactive: switchFlag('create the user as inactive: no login'),
      unusable: switchFlag('create the user without a password; `token new` makes tokens'),
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'user name' }],
    },
  },
  docs: {
    brief: 'Add a user',
    fullDescription: `Adds a user. Prompts for the password, or reads the first line of standard input. At least 8 characters.

Examples:
  tokenapi user add maria
  printf '%s\\n' "$PASSWORD" | tokenapi user add maria --json`,
  },
})

const list = buildCommand({
  func: (flags: DatabaseFlags & { json: boolean }) =>
    withDatabase(flags, async ({ store, admin }) => {
      await store.ping()
      if (!flags.json) await write(HEADING)
      for await (const user of admin.users.list()) {
        if (flags.json) await writeJson(publicUser(user))
        else await write(userRow(user))
      }
    }),
  parameters: { flags: { ...databaseFlags, json: jsonFlag } },
  docs: {
    brief: 'List users',
    fullDescription: `Lists all users in the order of their ids. With --json, one JSON object on each line.

Examples:
  tokenapi user list
  tokenapi user list --json | jq -r .username`,
  },
})

export const userCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: {
    add,
    list,
    show,
    passwd,
    activate: setActive(
      true,
      'Let a user log in',
      'Activates a user: the user can log in, and earlier tokens are valid again.',
    ),
    deactivate: setActive(
      false,
      'Lock a user out',
      'Deactivates a user: the user cannot log in, and no token is valid until `tokenapi user activate`.',
    ),
    unlock,
    remove,
  },
  docs: { brief: 'Users: add, list, show, passwd, activate, deactivate, unlock, remove' },
})
