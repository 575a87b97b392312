import { ConfigError } from '../core/errors.js'
import type { StoredUser } from '../core/user.js'
import type { SqlValue } from '../stores/sql/executor.js'
import type { AdminContext } from './context.js'
import type { Reference } from './dialects/dialect.js'

/** Names the tables whose rows refer to a user; `undefined` if the role can see no such table. */
export async function referencedError(
  context: AdminContext,
  user: StoredUser,
  key: readonly SqlValue[],
): Promise<ConfigError | undefined> {
  const { database, dialect, table } = context
  const found: string[] = []
  for (const reference of await dialect.referencesTo(database, table)) {
    const rows = await countRows(context, reference, key)
    if (rows > 0) found.push(`"${reference.table}" (${rows} ${rows === 1 ? 'row' : 'rows'})`)
  }
  if (found.length === 0) return undefined
  return new ConfigError(
    `the user "${user.username}" cannot be removed, because other tables refer to it: ${found.join(', ')}. Delete those rows first, or remove the user in Django's admin, which does both. \`tokenapi user deactivate\` ends all tokens and keeps the rows`,
  )
}

/** 0 if the role may not read the table: the database then refuses the DELETE itself. */
async function countRows(
  { database, dialect, table: { id }, select: { from, whereId } }: AdminContext,
  { schema, table, column }: Reference,
  key: readonly SqlValue[],
): Promise<number> {
  const { quote, kindOfError } = dialect
  const referring = schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`
  try {
    const [row] = await database.all(
      `SELECT count(*) AS counted FROM ${referring} WHERE ${quote(column)} IN (SELECT ${quote(id)} FROM ${from} WHERE ${whereId(1)})`,
      key,
    )
    return Number(row?.['counted'])
  } catch (error) {
    if (kindOfError(error) === 'denied') return 0
    throw error
  }
}
