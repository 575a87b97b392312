/** Where failed logins are counted, if not in the memory of the process alone. */
import type { SharedLimiter } from 'tokenapi'

export interface ThrottleStore {
  /** In a sentence: "Redis at redis:6379/0", "PostgreSQL at db/app", "the file /srv/app.sqlite3-throttle". */
  readonly name: string
  readonly limiter: SharedLimiter
  /** What must not be lost is counted here, unless `undefined`. Known once `check` was called. */
  readonly durableLimiter?: SharedLimiter | undefined
  /** Connects, and tries to count. Throws `SettingError` for what the operator must mend first. */
  check(): Promise<Checked>
  close(): Promise<void>
}

/** `lasting`: the store cannot be used until the operator mends it. Otherwise it may answer the next time. */
export type Checked =
  /** `warning`: a part of it cannot be used. */
  | { readonly ok: true; readonly warning?: string | undefined }
  | { readonly ok: false; readonly isLasting: boolean; readonly message: string }

/** What happens to a store while the server runs. */
export interface StoreWatch {
  /** The store stopped answering. The text holds no secret. */
  lost(reason: string): void
  /** It answers again. */
  back(): void
}
