import { type TokenApi, UnavailableError } from 'tokenapi'

import { apiOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'
import type { Database } from '../database.js'
import { newSecret } from '../secret.js'
import { isNotMade, openThrottleStore } from './open-throttle-store.js'

const RESTART = 'a restart of the server forgets them'

/**
 * Runs an operator's work on the failed logins that the server counts. `undefined`: none was counted yet. Throws
 * `SettingError` where no command can reach the counts, `UnavailableError` where the store does not answer.
 */
export async function withThrottle<T>(
  config: Config,
  database: Database,
  work: (api: TokenApi) => Promise<T>,
): Promise<T | undefined> {
  if (!config.LOGIN_THROTTLE) {
    throw new SettingError('failed logins are not counted: LOGIN_THROTTLE is false')
  }
  const store = await openThrottleStore(config, database)
  if (store === undefined) {
    throw new SettingError(
      `failed logins are counted in the memory of the server, by THROTTLE_URL=memory: ${RESTART}; without that setting they are counted in the database`,
    )
  }
  // The server makes this file. One that a command makes could belong to another account.
  if (config.THROTTLE_URL === undefined && isNotMade(database)) return undefined
  try {
    const checked = await store.check()
    if (!checked.ok && checked.isLasting) {
      throw new SettingError(
        `failed logins are counted in the memory of the server, because ${checked.message}: until then, ${RESTART}`,
      )
    }
    if (!checked.ok) throw new UnavailableError(checked.message)
    // No token is made or read, so no key is needed.
    return await work(apiOf(config, database, [newSecret()], { throttle: store }))
  } finally {
    await store.close()
  }
}
