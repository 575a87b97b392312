import type { TokenApi, StoredUser } from 'tokenapi'
import { makePassword, randomText } from 'tokenapi/password'

import type { Config } from './config/read-config.js'
import type { Database } from './database.js'

/** The user that a first run makes, and the password that is shown once. */
export interface FirstUser {
  readonly user: StoredUser
  readonly password: string
}

const USERNAME = 'demo'
/** Characters: 119 random bits. */
const PASSWORD_LENGTH = 20

/** Makes the database with one user in it, who may administer. */
export async function createDatabase({ admin, store }: Database): Promise<FirstUser> {
  await admin.migrate()
  const password = randomText(PASSWORD_LENGTH)
  const encoded = await makePassword(password)
  const columns = { is_staff: true }
  await admin.records.add([{ username: USERNAME, password: encoded, columns }])
  const user = await store.findByUsername(USERNAME)
  if (user === undefined) throw new Error('the first user was not found')
  return { user, password }
}

/** A token of the kind that a login issues. */
export interface FirstToken {
  readonly kind: 'access' | 'classic'
  readonly token: string
}

export async function firstToken(
  { ACCESS_TOKENS, LOGIN_TOKEN }: Config,
  api: TokenApi,
  { user }: FirstUser,
): Promise<FirstToken> {
  if (!ACCESS_TOKENS || LOGIN_TOKEN === 'classic') {
    return { kind: 'classic', token: api.makeToken(user) }
  }
  const { token } = await api.accessTokens.issue(user.id, { name: 'first run', scopes: ['*'] })
  return { kind: 'access', token }
}

export interface Urls {
  readonly url: string
  readonly operationsUrl: string
  /** Whether the admin page is on. */
  readonly hasAdmin: boolean
  /** Whether access tokens and recorded events are on. */
  readonly hasAllPages: boolean
}

/** What a newcomer reads: three calls that work when pasted. */
export function firstRunText(
  { url, operationsUrl, hasAdmin, hasAllPages }: Urls,
  { user, password }: FirstUser,
  { kind, token }: FirstToken,
): string {
  const credentials =
    kind === 'access' ? `-H 'Authorization: Bearer ${token}'` : `-u ${user.id}:${token}`
  const call =
    kind === 'access'
      ? `# list the access tokens of the user
  curl ${credentials} ${url}/token/tokens.json`
      : `# ask whether a token is good
  curl ${url}/token/${token}/${user.id}.json`
  const more = hasAllPages
    ? ''
    : '\nIts pages Tokens and Events need ACCESS_TOKENS=true and AUDIT=true at the next start.'
  const operations = hasAdmin
    ? `Admin page: ${operationsUrl}/ (sign in as "${user.username}" with the password above)${more}`
    : `Health and metrics, for you alone: ${operationsUrl}/`
  return `
A database, a secret and a first user are made. The password is shown this once:

  user "${user.username}", password "${password}"

Three calls to try:

  # get a token for a user name and a password
  curl -d username=${user.username} -d password=${password} ${url}/token/new.json

  ${call}

  # use a guarded view
  curl -X POST ${credentials} ${url}/index.json

${operations}

`
}
