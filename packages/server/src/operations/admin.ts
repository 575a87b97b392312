/** The management API and the admin page, for the operations listener. */
import type { TokenApi } from 'tokenapi'
import type { RecordedEvent } from 'tokenapi/audit'

import { type Config, hasAdmin } from '../config/read-config.js'
import type { Database } from '../database.js'
import type { OpenApiDocument } from '../openapi-document.js'
import { clientsDocument } from '../public/description/clients-document.js'
import { currentVersion } from '../version.js'
import { administratorsOf } from './management/administrators.js'
import type { ManagementParts } from './management/management-env.js'
import { type ManagementApp, managementApp } from './management/management-app.js'
import { adminPage } from './page/admin-page.js'

export interface Admin {
  readonly management: ManagementApp
  readonly page: ReturnType<typeof adminPage>
  /** The description of the public routes. */
  readonly clients: () => OpenApiDocument
}

export interface AdminParts {
  readonly database: Database
  readonly api: TokenApi
  /** Gets every action, with who did it. */
  readonly onEvent: (event: RecordedEvent) => void
  readonly counters?: ManagementParts['counters']
  /** Gets the error of a handler that threw. */
  readonly onError: (error: unknown) => void
}

/** `undefined` where the settings switch it off. */
export function adminOf(config: Config, parts: AdminParts): Admin | undefined {
  if (!hasAdmin(config)) return undefined
  const { database, onError } = parts
  const administrators = administratorsOf(config, database)
  const management = managementApp({ ...parts, config, administrators }, onError)
  const publicUrl = config.OPERATIONS_URL
  return {
    management,
    page: adminPage({ ...parts, management, administrators, publicUrl }),
    clients: () =>
      clientsDocument({ hasAccessTokens: config.ACCESS_TOKENS, version: currentVersion() }),
  }
}
