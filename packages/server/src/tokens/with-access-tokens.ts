import { setImmediate as turn } from 'node:timers/promises'

import { type RefusedError, type TokenApi, type TokenStore, isRefusedError } from 'tokenapi'
import { type AuditTrail, auditTrail, sqlEvents } from 'tokenapi/audit'

import { apiOf } from '../api.js'
import type { Config } from '../config/read-config.js'
import { SettingError } from '../config/setting-error.js'
import { counted } from '../counted.js'
import type { Database } from '../database.js'
import { newSecret } from '../secret.js'

export interface AccessTokenWork {
  readonly api: TokenApi
  /** The records, those of ended tokens included. */
  readonly tokens: TokenStore
}

/**
 * Runs an operator's work on access tokens. With AUDIT=true its events are recorded. Throws `SettingError` where
 * access tokens are off, and `ConfigError` where their tables are missing.
 */
export async function withAccessTokens<T>(
  config: Config,
  database: Database,
  work: (access: AccessTokenWork) => Promise<T>,
): Promise<T> {
  const { store } = database
  const { tokens } = store
  if (!config.ACCESS_TOKENS) {
    throw new SettingError('access tokens are off: set ACCESS_TOKENS=true, as for the server')
  }
  await store.ping()
  await tokens.ping()
  let audit: AuditTrail | undefined
  const api = apiOf(config, database, [newSecret()], {
    onEvent: (event) => {
      if (config.AUDIT) (audit ??= auditTrail(sqlEvents(store))).record(event)
    },
  })
  try {
    return await work({ api, tokens })
  } catch (error) {
    throw isRefusedError(error) ? settingErrorOf(error, config) : error
  } finally {
    // Events are delivered after the turn in which they happened.
    await turn()
    await audit?.close()
  }
}

/** A refusal is a wrong argument here. */
function settingErrorOf(refusal: RefusedError, config: Config): SettingError {
  const { code, message } = refusal
  if (code !== 'too_many_tokens') return new SettingError(message.replace(/\.$/, ''))
  const most = counted(config.ACCESS_TOKENS_PER_USER, 'access token')
  return new SettingError(
    `the user has ${most}, as many as ACCESS_TOKENS_PER_USER allows: revoke one, or set ACCESS_TOKENS_ON_FULL=revoke-oldest`,
  )
}
