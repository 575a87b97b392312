import type { StoredToken, TokenStore } from 'tokenapi'

import { SettingError } from '../config/setting-error.js'

const ID = /^[0-9A-Za-z]{1,64}$/

/** The record with an id of the command line. Throws `SettingError`, which never shows what may be a token. */
export async function findToken(tokens: TokenStore, id: string): Promise<StoredToken> {
  if (!ID.test(id)) {
    throw new SettingError(
      'that is no id of a token: an id has letters and digits alone, as `tokenapi token list` prints it. Do not write tokens as arguments',
    )
  }
  const token = await tokens.get(id)
  if (token !== undefined) return token
  throw new SettingError(
    `there is no access token with the id "${id}": \`tokenapi token list\` prints the ids`,
  )
}
