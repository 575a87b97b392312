import type { Command, CommandContext } from '@stricli/core'

import { write, writeJson } from '../output.js'
import { buildCommand } from './build-command.js'
import { type DatabaseFlags, databaseFlags, jsonFlag, withDatabase } from './context.js'

export const backupCommand: Command<CommandContext> = buildCommand({
  func: (flags: DatabaseFlags & { json: boolean }, path: string) =>
    withDatabase(flags, async (database) => {
      const { backUp } = await import('../backup.js')
      await backUp(database, path)
      if (flags.json) return writeJson({ database: database.name, copy: path })
      await write(`Copied ${database.name} to ${path}, and checked the copy.\n`)
    }),
  parameters: {
    flags: { ...databaseFlags, json: jsonFlag },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: String, placeholder: 'file', brief: 'new file, mode 0600' }],
    },
  },
  docs: {
    brief: 'Copy a SQLite database that is in use',
    fullDescription: `Copies a SQLite database to a new file, while the server runs, and checks the copy. A file that exists is not overwritten.
The copy contains password hashes: keep it apart from the secret key. For PostgreSQL use pg_dump, for MySQL and MariaDB
mariadb-dump.

Examples:
  tokenapi backup /backup/tokenapi-$(date +%F).sqlite3`,
  },
})
