/** Who asks: an administrator by an access token, or by a session of the admin page. */
import type { StoredUser } from 'tokenapi'

import type { AdminScope } from './scopes.js'

export interface Principal {
  readonly user: Pick<StoredUser, 'id' | 'username'>
  /** How they came in, for events. */
  readonly via: 'token' | 'session'
  may(scope: AdminScope): boolean
  /** Whether the password was given lately. A token has none: its scope decides alone. */
  readonly isRecent: boolean
  /** Whether the token or session works still, and its user may administer: for an answer that takes long. */
  isStill(): Promise<boolean>
}
