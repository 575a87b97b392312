import { existsSync } from 'node:fs'

import type { Config } from '../config/read-config.js'
import { readThrottleUrl } from '../config/throttle-url.js'
import type { Database } from '../database.js'
import type { StoreWatch, ThrottleStore } from './throttle-store.js'
import { withDurable } from './with-durable.js'

/** The store of the settings; `undefined`: failed logins are counted in memory, or not at all. */
export async function openThrottleStore(
  config: Config,
  database: Database,
  watch?: StoreWatch,
): Promise<ThrottleStore | undefined> {
  if (!config.LOGIN_THROTTLE) return undefined
  const place = readThrottleUrl(config.THROTTLE_URL?.reveal())
  switch (place.kind) {
    case 'memory':
      return undefined
    case 'database': {
      const { sqlThrottleStore } = await import('./sql-store.js')
      return sqlThrottleStore(database)
    }
    case 'redis': {
      // Loaded only where it is used.
      const { redisStore } = await import('./redis-store.js')
      const { url } = place
      const redis = redisStore({ url, prefix: config.THROTTLE_PREFIX, ...(watch && { watch }) })
      // The server makes the file beside SQLite. One that a command makes could belong to another account.
      if (watch === undefined && isNotMade(database)) return redis
      const { sqlThrottleStore } = await import('./sql-store.js')
      return withDurable(redis, sqlThrottleStore(database))
    }
  }
}

/** Whether the file of counts beside SQLite is yet to be made. */
export function isNotMade({ countsFile }: Database): boolean {
  return countsFile !== undefined && !existsSync(countsFile)
}
