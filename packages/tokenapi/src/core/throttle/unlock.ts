import type { LoginThrottle } from './login-throttle.js'
import { type AttemptOptions, accountKey, nameKey } from './throttled-attempt.js'

/** Forgets the failed logins of a user name. Whether password logins of it were stopped. */
export type Unlock = (username: string) => Promise<boolean>

export function createUnlock(
  throttle: LoginThrottle | false,
  find: AttemptOptions['find'],
): Unlock {
  return async (username) => {
    if (throttle === false) return false
    const user = await find(username)
    const ofName = await throttle.unlock(nameKey(username))
    const ofUser = user !== undefined && (await throttle.unlock(accountKey(user)))
    return ofName || ofUser
  }
}
