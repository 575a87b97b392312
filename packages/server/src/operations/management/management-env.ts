import type { TokenApi } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import type { Config } from '../../config/read-config.js'
import type { DurableCounters } from '../../counters/durable-counters.js'
import type { Database } from '../../database.js'
import type { Administrators } from './administrators.js'
import type { Principal } from './principal.js'

/** What the resources work with. */
export interface ManagementParts {
  readonly config: Config
  readonly database: Database
  readonly api: TokenApi
  readonly administrators: Administrators
  /** Gets every action, with who did it. */
  readonly onEvent: (event: RecordedEvent) => void
  /** Bytes of the largest file to import. Default: 256 MiB. */
  readonly largestImport?: number | undefined
  /** Absent: what this process counts is not kept. */
  readonly counters?: Pick<DurableCounters, 'flush' | 'problem'> | undefined
}

/** The types of Hono's context. */
export interface ManagementEnv {
  /** Given by the admin page, which runs in this process; absent for requests from outside. */
  readonly Bindings: { readonly principal?: Principal | undefined }
  readonly Variables: { readonly principal: Principal }
}
