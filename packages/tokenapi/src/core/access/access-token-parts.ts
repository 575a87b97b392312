import type { AccessTokenSettings } from './access-token-options.js'
import type { CheckedStore } from '../store/checked-store.js'
import type { LastUse } from './last-use.js'
import type { Reporter } from '../events/reporter.js'
import type { TokenStore } from './token-store.js'

/** What access tokens need. */
export interface AccessTokenParts {
  readonly settings: AccessTokenSettings
  readonly store: Pick<CheckedStore, 'findById' | 'idType'>
  readonly tokens: TokenStore
  readonly lastUse: Pick<LastUse, 'usedAt'>
  readonly reporter: Pick<Reporter, 'tell'>
  /** Milliseconds. */
  clock(): number
}
