/** What the commands about one user have in common. */
import type { StoredUser } from 'tokenapi'

import { HEADING, publicUser, userRow, write, writeJson } from '../output.js'
import { type DatabaseFlags, databaseFlags, idFlag, jsonFlag } from './context.js'

export interface UserFlags extends DatabaseFlags {
  readonly json: boolean
  readonly id: boolean
}

const userParameter = {
  kind: 'tuple',
  parameters: [{ parse: String, placeholder: 'user', brief: 'user name, or id with --id' }],
} as const

export const userParameters = {
  flags: { ...databaseFlags, json: jsonFlag, id: idFlag },
  positional: userParameter,
} as const

/** A user that may be left out; `otherwise` completes the help: what is meant without one. */
export const optionalUser = (otherwise: string) =>
  ({
    kind: 'tuple',
    parameters: [
      {
        parse: String,
        placeholder: 'user',
        brief: `user name, or id with --id; ${otherwise}`,
        optional: true,
      },
    ],
  }) as const

/** Prints a user without the hash. */
export async function showUser(user: StoredUser, json: boolean): Promise<void> {
  if (json) await writeJson(publicUser(user))
  else await write(HEADING + userRow(user))
}
