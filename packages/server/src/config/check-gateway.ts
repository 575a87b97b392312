import type * as v from 'valibot'

import { SettingError } from './setting-error.js'
import type { Settings } from './settings.js'

/**
 * The gateway answers proxies alone, so their addresses must be known. Throws `SettingError`. A number of proxies, as
 * `TRUST_PROXY=1`, would make every client that reaches the port a proxy.
 */
export function checkGateway({ GATEWAY, TRUST_PROXY }: v.InferOutput<typeof Settings>): void {
  if (GATEWAY === undefined || typeof TRUST_PROXY === 'object') return
  throw new SettingError(
    `GATEWAY needs the addresses of the proxies that ask it: set TRUST_PROXY to addresses or ranges, such as 127.0.0.1; ${
      TRUST_PROXY === undefined ? 'it is not set' : `got the number ${TRUST_PROXY}`
    }`,
  )
}
