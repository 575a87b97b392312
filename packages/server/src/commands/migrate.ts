import { type Command, type CommandContext, buildCommand } from '@stricli/core'

import { write, writeJson } from '../output.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, switchFlag, withDatabase } from './context.js'

/** Says where: a relative path, or a variable of another shell, may name another database than is meant. */
function done(statements: number, missing: boolean, name: string): string {
  if (statements === 0) return `Nothing to do: the tables are there, in ${name}.`
  return missing ? `Made ${name}, and the tables in it.` : `Made the tables in ${name}.`
}

export const migrateCommand: Command<CommandContext> = buildCommand({
  func: (flags: DatabaseFlags & { dryRun: boolean; json: boolean }) =>
    withDatabase(
      flags,
      async ({ store, missing, name }) => {
        // A dry run leaves nothing behind, not even an empty file.
        const dryRun = flags.dryRun
        const sql = await store.migrate({ dryRun })
        if (flags.json)
          await writeJson({ sql, dryRun, created: missing && !dryRun, database: name })
        else if (dryRun) await write(sql.map((statement) => `${statement};\n`).join(''))
        else await write(`${done(sql.length, missing, name)}\n`)
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
