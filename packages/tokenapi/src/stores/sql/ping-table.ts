import type { UserTable } from '../user-table.js'
import { checkColumns } from './check-columns.js'
import type { SqlDatabase } from './database.js'
import { startUpError } from './database-errors.js'
import type { KeptTokens } from './kept-tokens.js'
import type { LookUps } from './look-ups.js'
import type { UserSelect } from './user-select.js'

interface Checked {
  readonly select: UserSelect
  readonly lookUp: LookUps
  readonly kept: KeptTokens
}

/** `ping` of a store. Rejects with `ConfigError` for what the operator can fix, else `UnavailableError`. */
export function pingTable(
  database: SqlDatabase,
  table: UserTable,
  { select, lookUp, kept }: Checked,
): () => Promise<void> {
  const { dialect } = database
  let isChecked = false

  const check = async (): Promise<void> => {
    await database.all(select.probe)
    await dialect.checkSession?.(database)
    if (!isChecked) await database.checkConnections?.()
    isChecked = true
    await checkColumns(database, table)
    await lookUp.check()
    // A role without the right to read kept tokens could not tell a kept token from a wrong one.
    await kept.find('')
  }

  return async () => {
    try {
      await check()
    } catch (error) {
      throw startUpError(error, database, table)
    }
  }
}
