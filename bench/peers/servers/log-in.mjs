/** A login by hand: the active user of a name and password, or `undefined`. */
import { fits } from './password.mjs'

export async function logIn(users, body) {
  const user = await users.byName(String(body?.username ?? ''))
  if (!user?.is_active) return undefined
  return (await fits(String(body?.password ?? ''), user.password)) ? user : undefined
}
