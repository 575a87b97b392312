/** What keeps a user from being removed: rows of other tables whose foreign keys name it. */
import { ConfigError } from '../../core/errors.js'
import type { StoredUser } from '../../core/user.js'
import type { UserTable } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import type { SqlValue } from './executor.js'
import type { Reference } from './table.js'
import type { UserSelect } from './user-select.js'

/** `undefined` where nothing points to the user, or nothing that our role may see. */
export async function referencedError(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
  user: StoredUser,
  key: readonly SqlValue[],
): Promise<ConfigError | undefined> {
  const found: string[] = []
  for (const reference of await database.dialect.referencesTo(database, table)) {
    const rows = await countRows(database, table, select, reference, key)
    if (rows > 0) found.push(`"${reference.table}" (${rows} ${rows === 1 ? 'row' : 'rows'})`)
  }
  if (found.length === 0) return undefined
  return new ConfigError(
    `the user "${user.username}" cannot be removed, since other tables point to it: ${found.join(', ')}. Delete those rows first, or remove the user in Django's admin, which does both. \`tokenapi user deactivate\` ends every token and keeps the rows`,
  )
}

/** None where our role may not look: the database itself refuses then. */
async function countRows(
  database: SqlDatabase,
  { id }: UserTable,
  { from, whereId }: UserSelect,
  { schema, table, column }: Reference,
  key: readonly SqlValue[],
): Promise<number> {
  const { quote, faultOf } = database.dialect
  const place = schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`
  try {
    const [row] = await database.all(
      `SELECT count(*) AS counted FROM ${place} WHERE ${quote(column)} IN (SELECT ${quote(id)} FROM ${from} WHERE ${whereId(1)})`,
      key,
    )
    return Number(row?.['counted'])
  } catch (error) {
    if (faultOf(error) === 'denied') return 0
    throw error
  }
}
