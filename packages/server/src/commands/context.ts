/** What commands share: settings as flags, and how errors are printed. */
import { isConfigError, isUnavailableError, isUserExistsError } from 'tokenapi'

import { type Config, type Overrides, readConfig } from '../config/read-config.js'
import { isSettingError } from '../config/setting-error.js'
import { settingInfo } from '../config/settings-list.js'
import { unknownSettingText, unknownSettings } from '../config/unknown-settings.js'
import type { SettingName } from '../config/settings.js'
import type { Database, OpenOptions } from '../database.js'

/** Exit codes: 1 error or negative result, 2 wrong usage, 3 the database does not answer. */
export const EXIT = { no: 1, usage: 2, unavailable: 3 } as const

/** A flag with a text value. */
export interface TextFlag {
  readonly kind: 'parsed'
  readonly parse: (input: string) => string
  readonly optional: true
  readonly placeholder: string
  readonly brief: string
}

/** A flag without a value. */
export interface SwitchFlag {
  readonly kind: 'boolean'
  readonly default: false
  readonly brief: string
}

export function textFlag(placeholder: string, brief: string): TextFlag {
  return { kind: 'parsed', parse: String, optional: true, placeholder, brief }
}

/** A flag with a text value that may be given several times. */
export interface TextsFlag extends TextFlag {
  readonly variadic: true
}

export function textsFlag(placeholder: string, brief: string): TextsFlag {
  return { ...textFlag(placeholder, brief), variadic: true }
}

export function switchFlag(brief: string): SwitchFlag {
  return { kind: 'boolean', default: false, brief }
}

/** A flag that overrides a setting of the environment. */
export function settingFlag(name: SettingName, placeholder: string): TextFlag {
  const { description, default: fallback } = settingInfo(name)
  return textFlag(
    placeholder,
    `${description} (env ${name}, ${fallback === undefined ? 'no default' : `default ${fallback}`})`,
  )
}

/** The flags of every command that uses the database. */
export const databaseFlags: { readonly databaseUrl: TextFlag } = {
  databaseUrl: settingFlag('DATABASE_URL', 'url'),
}
export const jsonFlag: SwitchFlag = switchFlag('print JSON')
export const idFlag: SwitchFlag = switchFlag('USER is an id, not a user name')

export interface DatabaseFlags {
  readonly databaseUrl?: string
}

export function configOf(overrides: Overrides = {}): Config {
  return readConfig(process.env, overrides)
}

interface CommandOptions extends OpenOptions {
  /** Whether the command itself reports variables that look like settings. */
  readonly reportsSettings?: boolean
}

function warnOfUnknownSettings(): void {
  for (const unknown of unknownSettings(process.env)) {
    process.stderr.write(`tokenapi: ${unknownSettingText(unknown)}\n`)
  }
}

/** Runs a command over the database of its flags and closes it. */
export async function withDatabase(
  flags: DatabaseFlags,
  command: (database: Database, config: Config) => Promise<void>,
  options: CommandOptions = {},
): Promise<void> {
  await runCommand(async () => {
    const config = configOf({ DATABASE_URL: flags.databaseUrl })
    if (options.reportsSettings !== true) warnOfUnknownSettings()
    const { openDatabase } = await import('../database.js')
    const database = openDatabase(config, options)
    try {
      await command(database, config)
    } finally {
      await database.store.close()
    }
  })
}

/** Prints an expected error as one sentence on standard error and sets the exit code. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
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
  return `unexpected: ${error instanceof Error ? error.message : String(error)} (LOG_LEVEL=debug shows the stack)`
}
