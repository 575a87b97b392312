import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'

/** Django's own list of the migrations that it ran. */
const MIGRATIONS = 'django_migrations'

/**
 * Whether a Django keeps its tables in the same database: beside ours, or in the schema of the users.
 * `undefined` where our role cannot see it.
 */
export async function isBesideDjango(
  database: SqlDatabase,
  { schema }: UserTable,
): Promise<boolean | undefined> {
  const { dialect } = database
  const places = schema === undefined ? [undefined] : [schema, undefined]
  for (const place of places) {
    if (await dialect.hasTable(database, { schema: place, table: MIGRATIONS })) return true
  }
  return dialect.hidesTables ? mayBeHidden(database, places) : false
}

async function mayBeHidden(
  database: SqlDatabase,
  places: readonly (string | undefined)[],
): Promise<boolean | undefined> {
  const { quote, kindOfError } = database.dialect
  let seen: boolean | undefined = false
  for (const place of places) {
    const table = place === undefined ? quote(MIGRATIONS) : `${quote(place)}.${quote(MIGRATIONS)}`
    try {
      await database.once(`SELECT 1 FROM ${table} WHERE 1 = 0`)
      return true
    } catch (error) {
      const kind = kindOfError(error)
      if (kind === 'denied') seen = undefined
      else if (kind !== 'missing-table') throw error
    }
  }
  return seen
}
