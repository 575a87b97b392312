import type { Command, CommandContext } from '@stricli/core'

import { type EffectiveSetting, effectiveSettings } from '../config/effective-settings.js'
import { unknownSettingText, unknownSettings } from '../config/unknown-settings.js'
import { write, writeJson } from '../output.js'
import { tableRow } from '../table.js'
import { buildCommand } from './build-command.js'
import { configOf, jsonFlag, runCommand } from './context.js'

export const configCommand: Command<CommandContext> = buildCommand({
  func: ({ json }: { json: boolean }) =>
    runCommand(async () => {
      const settings = effectiveSettings(process.env)
      for (const unknown of unknownSettings(process.env)) {
        process.stderr.write(`tokenapi: ${unknownSettingText(unknown)}\n`)
      }
      const show = json ? writeSetting : rowsFor(settings)
      for (const setting of settings) await show(setting)
      await checkSecrets()
    }),
  parameters: { flags: { json: jsonFlag } },
  docs: {
    brief: 'Print the settings that are in effect',
    fullDescription: `Prints every setting with its value and where it comes from: the environment, a file, or the default. Secrets are
masked; of a database URL the host and the name are shown. Mistyped settings, and secrets with which the
server would not start, are reported on standard error. With --json, one JSON object on each line.

Examples:
  tokenapi config
  tokenapi config --json | jq -r 'select(.source != "default") | .name'`,
  },
})

type Show = (setting: EffectiveSetting) => Promise<void>

const writeSetting: Show = ({ name, value, source }) =>
  writeJson({ name, value: value ?? null, source })

/** Rows under a head, with columns as wide as their widest text. */
function rowsFor(settings: readonly EffectiveSetting[]): Show {
  const widest = (cells: readonly string[]): number =>
    Math.max(...cells.map(({ length }) => length))
  const row = tableRow(
    widest(settings.map(({ name }) => name)) + 1,
    widest(settings.map(({ value = '' }) => value)) + 1,
  )
  let head = row('SETTING', 'VALUE', 'SOURCE')
  return async ({ name, value = '', source }) => {
    await write(head + row(name, value, source))
    head = ''
  }
}

/** Their values are not printed: what is wrong with one would not be seen. Throws `SettingError` or `ConfigError`. */
async function checkSecrets(): Promise<void> {
  const config = configOf()
  const { openDatabase } = await import('../database.js')
  const { presentSecretKeys } = await import('../secret.js')
  const database = openDatabase(config)
  try {
    presentSecretKeys(config, database.secretFile)
  } finally {
    await database.store.close()
  }
}
