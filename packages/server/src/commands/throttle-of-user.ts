import { type StoredUser, isUnavailableError } from 'tokenapi'

import type { Config } from '../config/read-config.js'
import { isSettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { withThrottle } from '../throttle/with-throttle.js'

export interface UserThrottle {
  readonly isThrottled: boolean
  /** A sentence. */
  readonly state: string
  /** What ends it. */
  readonly fix?: string | undefined
}

/** Whether password logins of a user are throttled; `undefined` where no command can know that. */
export async function throttleOfUser(
  config: Config,
  database: Database,
  user: StoredUser,
): Promise<UserThrottle | undefined> {
  try {
    const explanation = await withThrottle(config, database, (api) =>
      api.explain({ user: String(user.id), token: api.makeToken(user) }),
    )
    if (explanation === undefined)
      return { isThrottled: false, state: 'no failed login is counted' }
    const step = explanation.steps.find((each) => each.step === 'login throttle')
    if (step === undefined) return undefined
    const { ok, found: state, fix } = step
    // Without a fix, the state of the throttle is not known.
    return ok === true || fix !== undefined ? { isThrottled: ok !== true, state, fix } : undefined
  } catch (error) {
    if (isSettingError(error) || isUnavailableError(error)) return undefined
    throw error
  }
}
