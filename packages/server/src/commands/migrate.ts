import { type Command, type CommandContext, buildCommand } from '@stricli/core'

import { write, writeJson } from '../output.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, switchFlag, withDatabase } from './context.js'

export const migrateCommand: Command<CommandContext> = buildCommand({
  func: (flags: DatabaseFlags & { dryRun: boolean; json: boolean }) =>
    withDatabase(
      flags,
      async ({ store, missing }) => {
        // A dry run leaves nothing behind, not even an empty file.
        const dryRun = flags.dryRun
        const sql = await store.migrate({ dryRun })
        if (flags.json) await writeJson({ sql, dryRun, created: missing && !dryRun })
        else if (dryRun) await write(sql.map((statement) => `${statement};\n`).join(''))
        else await write(sql.length === 0 ? 'Nothing to do.\n' : 'The tables are made.\n')
      },
      // Many nodes may start at once.
      { create: !flags.dryRun, patient: true },
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      dryRun: switchFlag('print the SQL that would run'),
      json: jsonFlag,
    },
  },
  docs: {
    brief: 'Make the tables that are missing',
    fullDescription: `Makes what is missing and touches nothing else: a table that Django made stays as it is.

Examples:
  tokenapi migrate
  tokenapi migrate --dry-run --database-url sqlite:/srv/app/db.sqlite3`,
  },
})
