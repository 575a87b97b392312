import type { Command, CommandContext } from '@stricli/core'

import { write, writeJson } from '../output.js'
import { buildCommand } from './build-command.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, switchFlag, withDatabase } from './context.js'

/** Names the database: a relative path or an old variable may lead to the wrong one. */
function done(statements: number, missing: boolean, name: string): string {
  if (statements === 0) return `Nothing to do: the tables exist in ${name}.`
  return missing ? `Created ${name} and its tables.` : `Created the tables in ${name}.`
}

export const migrateCommand: Command<CommandContext> = buildCommand({
  func: (flags: DatabaseFlags & { dryRun: boolean; json: boolean }) =>
    withDatabase(
      flags,
      async ({ admin, missing, name }) => {
        // A dry run leaves nothing behind, not even an empty file.
        const dryRun = flags.dryRun
        const sql = await admin.migrate({ dryRun })
        if (flags.json)
          await writeJson({ sql, dryRun, created: missing && !dryRun, database: name })
        else if (dryRun) await write(sql.map((statement) => `${statement};\n`).join(''))
        else await write(`${done(sql.length, missing, name)}\n`)
      },
      // Many nodes can start at the same time.
      { create: !flags.dryRun, patient: true },
    ),
  parameters: {
    flags: {
      ...databaseFlags,
      dryRun: switchFlag('print the SQL and run nothing'),
      json: jsonFlag,
    },
  },
  docs: {
    brief: 'Create missing tables',
    fullDescription: `Creates missing tables and changes nothing else: a table that Django made stays as it is.

Examples:
  tokenapi migrate
  tokenapi migrate --dry-run --database-url sqlite:/srv/app/db.sqlite3`,
  },
})
