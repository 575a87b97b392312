import type { Command, CommandContext } from '@stricli/core'

import { effectiveSettings } from '../config/effective-settings.js'
import { unknownSettingText, unknownSettings } from '../config/unknown-settings.js'
import { write, writeJson } from '../output.js'
import { tableRow } from '../table.js'
import { buildCommand } from './build-command.js'
import { jsonFlag, runCommand } from './context.js'

export const configCommand: Command<CommandContext> = buildCommand({
  func: ({ json }: { json: boolean }) =>
    runCommand(async () => {
      const settings = effectiveSettings(process.env)
      for (const unknown of unknownSettings(process.env)) {
        process.stderr.write(`tokenapi: ${unknownSettingText(unknown)}\n`)
      }
      if (json) {
        for (const { name, value, source } of settings) {
          await writeJson({ name, value: value ?? null, source })
        }
        return
      }
      const widest = (cells: readonly string[]): number =>
        Math.max(...cells.map((cell) => cell.length))
      const row = tableRow(
        widest(settings.map(({ name }) => name)) + 1,
        widest(settings.map(({ value = '' }) => value)) + 1,
      )
      await write(row('SETTING', 'VALUE', 'SOURCE'))
      for (const { name, value = '', source } of settings) await write(row(name, value, source))
    }),
  parameters: { flags: { json: jsonFlag } },
  docs: {
    brief: 'Print the settings that are in effect',
    fullDescription: `Prints every setting with its value and where it comes from: the environment, a file, or the default. Secrets are
masked; of a database URL the host and the name are shown. Mistyped settings are reported on standard
error. With --json, one JSON object on each line.

Examples:
  tokenapi config
  tokenapi config --json | jq -r 'select(.source != "default") | .name'`,
  },
})
