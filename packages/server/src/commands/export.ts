import type { CommandContext, RouteMap } from '@stricli/core'

import { counted } from '../counted.js'
import { openDestination } from '../export/destination.js'
import { recordText } from '../export/record-text.js'
import { FORMATS, type FileFormat, formatOf } from '../import/file-format.js'
import { write } from '../output.js'
import { buildCommand, buildRouteMap } from './build-command.js'
import { type DatabaseFlags, databaseFlags, textFlag, withDatabase } from './context.js'

interface Flags extends DatabaseFlags {
  readonly format?: FileFormat
  readonly output?: string
  readonly model?: string
}

/** Characters that are written at a time. */
const CHUNK = 65_536

const users = buildCommand({
  func: (flags: Flags) =>
    withDatabase(flags, async ({ store, admin }) => {
      const { output, model = 'auth.user' } = flags
      const format = flags.format ?? (output === undefined ? 'csv' : formatOf(output))
      await store.ping()
      const text = recordText(format, await admin.inspect(), model)
      const destination = await openDestination(output)
      let count = 0
      try {
        let chunk = text.head
        for await (const record of admin.records.list()) {
          chunk += `${count++ === 0 ? '' : text.between}${text.of(record)}`
          if (chunk.length < CHUNK) continue
          await destination.write(chunk)
          chunk = ''
        }
        await destination.write(chunk + text.tail)
        await destination.finish()
      } catch (error) {
        await destination.abandon()
        throw error
      }
      if (output === undefined) return
      await write(
        `Wrote ${counted(count, 'user')} with password hashes to ${output}, readable only by you.\n`,
      )
    }),
  parameters: {
    flags: {
      ...databaseFlags,
      format: {
        kind: 'enum',
        values: FORMATS,
        optional: true,
        brief: 'format (default: by the name of --output, else csv); django is for loaddata',
      },
      output: textFlag('path', 'new file to write, mode 0600 (default: standard output)'),
      model: textFlag('app.model', 'model name for --format django (default auth.user)'),
    },
  },
  docs: {
    brief: 'Export all users with their hashes',
    fullDescription: `Exports all users with every column of their rows, for \`tokenapi import users\` or, with --format
django, for Django's loaddata. The export contains password hashes: keep it as secret as the table.

Examples:
  tokenapi export users --output users.csv
  tokenapi export users --format jsonl | tokenapi import users - --format jsonl --database-url postgres://host/name
  tokenapi export users --output users.json && manage.py loaddata users.json`,
  },
})

export const exportCommands: RouteMap<CommandContext> = buildRouteMap({
  routes: { users },
  docs: { brief: 'Export: users' },
})
