import type { TokenApi, StoredUser } from 'tokenapi'
import { makePassword, randomText } from 'tokenapi/password'

import type { Database } from './database.js'

/** The user that a first run makes, and the password that is shown once. */
export interface FirstUser {
  readonly user: StoredUser
  readonly password: string
}

const USERNAME = 'demo'
/** Characters: 119 random bits. */
const PASSWORD_LENGTH = 20

/** Makes the database with one user in it. */
export async function createDatabase({ admin }: Database): Promise<FirstUser> {
  await admin.migrate()
  const password = randomText(PASSWORD_LENGTH)
  const user = await admin.users.add({ username: USERNAME, password: await makePassword(password) })
  return { user, password }
}

/** What a newcomer reads: three calls that work when pasted. */
export function firstRunText(url: string, api: TokenApi, { user, password }: FirstUser): string {
  const token = api.makeToken(user)
  return `
A database, a secret and a first user are made. The password is shown this once:

  user "${user.username}", password "${password}"

Three calls to try:

  # get a token for a user name and a password
  curl -d username=${user.username} -d password=${password} ${url}/token/new.json

  # ask whether a token is good
  curl ${url}/token/${token}/${user.id}.json

  # use a guarded view
  curl -X POST -u ${user.id}:${token} ${url}/index.json

`
}
