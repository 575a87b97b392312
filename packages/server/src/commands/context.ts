/** What commands share: settings as flags, and how an error is printed. */
import { isConfigError, isUnavailableError, isUserExistsError } from 'tokenapi'

import { type Config, type Overrides, readConfig } from '../config/read-config.js'
import { isSettingError } from '../config/setting-error.js'
import { settingInfo } from '../config/settings-list.js'
import type { SettingName } from '../config/settings.js'
import type { Database, OpenOptions } from '../database.js'

/** Exit codes: 1 an error or a no, 2 wrong usage, 3 the database does not answer. */
export const EXIT = { no: 1, usage: 2, unavailable: 3 } as const

/** A flag with a text. */
export interface TextFlag {
  readonly kind: 'parsed'
  readonly parse: (input: string) => string
  readonly optional: true
  readonly placeholder: string
  readonly brief: string
}

/** A flag that is there or not. */
export interface SwitchFlag {
  readonly kind: 'boolean'
  readonly default: false
  readonly brief: string
}

export function textFlag(placeholder: string, brief: string): TextFlag {
  return { kind: 'parsed', parse: String, optional: true, placeholder, brief }
}

export function switchFlag(brief: string): SwitchFlag {
  return { kind: 'boolean', default: false, brief }
}

/** A flag that overrides a setting of the environment. */
export function settingFlag(name: SettingName, placeholder: string): TextFlag {
  const { description, default: fallback } = settingInfo(name)
  const end = fallback === undefined ? '' : `, default ${fallback}`
  return textFlag(placeholder, `${description} (env ${name}${end})`)
}

/** The flags of every command that uses the database. */
export const databaseFlags: { readonly databaseUrl: TextFlag } = {
  databaseUrl: settingFlag('DATABASE_URL', 'url'),
}
export const jsonFlag: SwitchFlag = switchFlag('print JSON, for programs')
export const idFlag: SwitchFlag = switchFlag('take USER for an id, not for a user name')

export interface DatabaseFlags {
  readonly databaseUrl?: string
}

export function configOf(overrides: Overrides = {}): Config {
  return readConfig(process.env, overrides)
}

/** Runs a command over the database of its flags and closes it. */
export async function withDatabase(
  flags: DatabaseFlags,
  command: (database: Database, config: Config) => Promise<void>,
  options: OpenOptions = {},
): Promise<void> {
  await telling(async () => {
    const config = configOf({ DATABASE_URL: flags.databaseUrl })
    const { openDatabase } = await import('../database.js')
    const database = openDatabase(config, options)
    try {
      await command(database, config)
    } finally {
      await database.store.close()
    }
  })
}

/** An error of the operator's is one sentence on standard error; the exit code says which kind. */
export async function telling(command: () => Promise<void>): Promise<void> {
  try {
    await command()
  } catch (error) {
    process.exitCode = isUnavailableError(error) ? EXIT.unavailable : EXIT.no
    process.stderr.write(`tokenapi: ${sentence(error)}\n`)
  }
}

function sentence(error: unknown): string {
  if (isUnavailableError(error)) {
    const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
    return `${error.message}${cause}`
  }
  const known = isSettingError(error) || isConfigError(error) || isUserExistsError(error)
  // The library does not know where the URL comes from.
  if (known) return error.message.replace(/^database URL:/, 'DATABASE_URL:')
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) return String(error.stack)
  return `unexpected: ${error instanceof Error ? error.message : String(error)} (LOG_LEVEL=debug says more)`
}
