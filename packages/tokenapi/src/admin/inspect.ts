import { isBesideDjango } from '../stores/sql/beside-django.js'
import { columnProblems } from '../stores/sql/check-columns.js'
import { wantedIdType } from '../stores/sql/check-key.js'
import type { ErrorKind } from '../stores/sql/error-kind.js'
import { qualifiedName } from '../stores/user-table.js'
import type { AdminContext } from './context.js'
import { endedTokens, ownTableRights } from './inspect-tables.js'
import type { Inspection } from './inspection.js'

/** The state of the database. Changes nothing. */
export async function inspect(context: AdminContext): Promise<Inspection> {
  const { database, dialect, table, select } = context
  const { version, now, isReadOnly } = await dialect.server(database)
  const columns = await dialect.columnsOf(database, table)
  const { name: role, ...general } = await dialect.roleOf(database)
  const may = (sql: string): Promise<boolean> => isAllowed(context, sql)
  const readUsers = await may(select.probe)
  const password = dialect.quote(table.password)
  const own = await ownTableRights(context, may)
  return {
    version,
    now,
    isReadOnly,
    table: qualifiedName(table),
    mapping: table,
    columns,
    notUnique: readUsers ? await notUnique(context) : [],
    columnProblems: columnProblems(table, columns),
    wantedIdType: wantedIdType(dialect, table, columns),
    userCount: readUsers ? await countUsers(context) : undefined,
    role,
    django: await isBesideDjango(database, table),
    endedTokens: own.readAccessTokens === true ? await endedTokens(context, Date.now()) : undefined,
    rights: {
      readUsers,
      updatePasswords: await may(`UPDATE ${select.from} SET ${password} = ${password} WHERE 1 = 0`),
      ...own,
      ...general,
    },
  }
}

const REFUSALS: ReadonlySet<ErrorKind> = new Set([
  'denied',
  'view',
  'read-only',
  'read-only-file',
  'missing-table',
  'missing-column',
])

/** Runs a statement that changes no row. Rejects with an error that is not a refusal, such as a time-out. */
async function isAllowed({ database, dialect }: AdminContext, sql: string): Promise<boolean> {
  try {
    await database.once(sql)
    return true
  } catch (error) {
    if (REFUSALS.has(dialect.kindOfError(error))) return false
    throw error
  }
}

/** A table too large to search in time counts as one without duplicates. */
async function notUnique({
  database,
  dialect,
  table,
  select,
}: AdminContext): Promise<Inspection['notUnique']> {
  const unique = new Set(await dialect.uniqueColumns(database, table))
  const found: Inspection['notUnique'][number][] = []
  for (const column of [table.id, table.username]) {
    if (unique.has(column)) continue
    const name = select.column(column)
    const sql = `SELECT ${name} FROM ${select.from} WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING count(*) > 1 LIMIT 1`
    const rows = await (async () => database.all(sql))().catch(() => [])
    found.push({ column, hasDuplicates: rows.length > 0 })
  }
  return found
}

async function countUsers({ database, select }: AdminContext): Promise<number | undefined> {
  try {
    const [row] = await database.all(`SELECT count(*) AS users FROM ${select.from}`)
    return Number(row?.['users'])
  } catch {
    return undefined
  }
}
