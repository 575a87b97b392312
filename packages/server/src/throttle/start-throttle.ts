import type { Logger } from 'pino'

import type { Config } from '../config/read-config.js'
import type { Database } from '../database.js'
import { openThrottleStore } from './open-throttle-store.js'
import type { ThrottleStore } from './throttle-store.js'

const ALONE =
  'the store of failed logins does not answer: this process counts by itself, with half the budget'
const NOT_DURABLE =
  'failures in a row are counted in Redis alone: if it loses its data, accounts whose logins were stopped are open again'
const IN_MEMORY =
  'failed logins are counted in the memory of this process: other processes and `tokenapi user unlock` do not share it'

/**
 * The store of the settings, tried once. A store that does not answer may answer later; one that cannot be used
 * is `undefined`, and the log names the fix. Throws `SettingError` for a setting that can never work.
 */
export async function startThrottle(
  config: Config,
  database: Database,
  log: Logger,
): Promise<ThrottleStore | undefined> {
  const store = await openThrottleStore(config, database, {
    lost: (reason) => log.warn({ reason }, ALONE),
    back: () => log.info('the store of failed logins answers again'),
  })
  if (store === undefined) return undefined
  try {
    const checked = await store.check()
    if (checked.ok) {
      if (checked.warning !== undefined) log.warn({ reason: checked.warning }, NOT_DURABLE)
      return store
    }
    log.warn({ reason: checked.message }, checked.isLasting ? IN_MEMORY : ALONE)
    if (!checked.isLasting) return store
  } catch (error) {
    await store.close()
    throw error
  }
  await store.close()
  return undefined
}
