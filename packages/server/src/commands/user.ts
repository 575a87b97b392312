import { type CommandContext, type RouteMap, buildCommand, buildRouteMap } from '@stricli/core'
import { type StoredUser, type UserChanges, readUserId } from 'tokenapi'
import { makePassword } from 'tokenapi/password'

import { passwordOptionsOf } from '../api.js'
import type { Database } from '../database.js'
import { HEADING, printable, publicUser, userRow, write, writeJson } from '../output.js'
import { readNewPassword } from '../read-secret-line.js'
import { SettingError } from '../config/setting-error.js'
import {
  type DatabaseFlags,
  databaseFlags,
  idFlag,
  jsonFlag,
  switchFlag,
  withDatabase,
} from './context.js'

interface UserFlags extends DatabaseFlags {
  readonly json: boolean
  readonly id: boolean
}

const userParameter = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'user', brief: 'user name, or id with --id' }],
} as const

const userParameters = {
  flags: { ...databaseFlags, json: jsonFlag, id: idFlag },
  positional: userParameter,
} as const

/** The user that an argument names. Throws where there is none. */
export async function findUser(
  { store }: Database,
  text: string,
  byId: boolean,
): Promise<StoredUser> {
  await store.ping()
  const id = byId ? readUserId(text, store.idType) : undefined
  const user = byId
    ? id === undefined
      ? undefined
      : await store.findById(id)
    : await store.findByUsername(text)
  if (user !== undefined) return user
  throw new SettingError(`there is no user ${byId ? 'with the id ' : ''}"${printable(text)}"`)
}

async function show(user: StoredUser, json: boolean): Promise<void> {
  if (json) await writeJson(publicUser(user))
  else await write(HEADING + userRow(user))
}

const add = buildCommand({
  func: (
    flags: DatabaseFlags & { json: boolean; inactive: boolean; unusable: boolean },
    username: string,
  ) =>
    withDatabase(flags, async ({ store }, config) => {
      await store.ping()
      const password = flags.unusable
        ? null
        : await readNewPassword(`Password for ${printable(username)}`)
      const encoded = await makePassword(password, passwordOptionsOf(config))
      const user = await store.users.add({ username, password: encoded, isActive: !flags.inactive })
      await show(user, flags.json)
    }),
  parameters: {
    flags: {
      ...databaseFlags,
      json: jsonFlag,
      inactive: switchFlag('the user may not log in yet'),
      unusable: switchFlag('no password: tokens come from `token new`'),
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'name', brief: 'user name' }],
    },
  },
  docs: {
    brief: 'Add a user',
    fullDescription: `Adds a user. The password is asked for, or is the first line of standard input.

Examples:
  tokenapi user add maria
  printf '%s\\n' "$PASSWORD" | tokenapi user add maria --json`,
  },
})

const list = buildCommand({
  func: (flags: DatabaseFlags & { json: boolean }) =>
    withDatabase(flags, async ({ store }) => {
      await store.ping()
      if (!flags.json) await write(HEADING)
      for await (const user of store.users.list()) {
        if (flags.json) await writeJson(publicUser(user))
        else await write(userRow(user))
      }
    }),
  parameters: { flags: { ...databaseFlags, json: jsonFlag } },
  docs: {
    brief: 'List users',
    fullDescription: `Lists all users in the order of their ids, as they come: any number. With --json, a line each.

Examples:
  tokenapi user list
  tokenapi user list --json | jq -r .username`,
  },
})

const showCommand = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database) =>
      show(await findUser(database, name, flags.id), flags.json),
    ),
  parameters: userParameters,
  docs: {
    brief: 'Show a user',
    fullDescription: `Shows a user; never the password or its hash.

Examples:
  tokenapi user show maria
  tokenapi user show --id 17 --json`,
  },
})

const passwd = buildCommand({
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
    fullDescription: `Changes the password, which ends every token of that user.

Examples:
  tokenapi user passwd maria
  printf '%s\\n' "$PASSWORD" | tokenapi user passwd maria`,
  },
})

const setActive = (isActive: boolean, brief: string, effect: string) =>
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
  if (!(await database.store.users.update(user.id, changes))) {
    throw new SettingError(`the user "${printable(user.username)}" is gone`)
  }
  await show({ ...user, ...changes }, json)
}

const remove = buildCommand({
  func: (flags: UserFlags, name: string) =>
    withDatabase(flags, async (database) => {
      const user = await findUser(database, name, flags.id)
      if (!(await database.store.users.remove(user.id))) {
        throw new SettingError(`the user "${printable(user.username)}" is gone`)
      }
      if (flags.json) await writeJson({ ...publicUser(user), removed: true })
      else
        await write(`Removed ${printable(user.username)}, and with it every token of that user.\n`)
    }),
  parameters: userParameters,
  docs: {
    brief: 'Remove a user',
    fullDescription: `Removes a user, which ends every token of that user.

Examples:
  tokenapi user remove maria`,
  },
})

export const userCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: {
    add,
    list,
    show: showCommand,
    passwd,
    activate: setActive(
      true,
      'Let a user log in',
      'The user may log in, and earlier tokens are good again.',
    ),
    deactivate: setActive(
      false,
      'Keep a user out',
      'The user may not log in, and no token is good while it lasts.',
    ),
    remove,
  },
  docs: { brief: 'Users: add, list, show, passwd, activate, deactivate, remove' },
})
