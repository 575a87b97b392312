import { type UserTable, nameOf } from '../user-table.js'
import { columnMisfits } from './check-columns.js'
import { isBesideDjango } from './beside-django.js'
import { wantedIdType } from './check-key.js'
import type { SqlDatabase } from './database.js'
import { KEPT_TOKENS } from './kept-tokens.js'
import type { Fault } from './fault.js'
import type { Inspection } from './table.js'
import type { UserSelect } from './user-select.js'

const REFUSALS: ReadonlySet<Fault> = new Set([
  'denied',
  'view',
  'read-only',
  'read-only-file',
  'missing-table',
  'missing-column',
])

/** What there is to know of the database: its clock, the table, our rights. Changes nothing. */
export async function inspect(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): Promise<Inspection> {
  const { dialect } = database
  const { quote } = dialect
  const { version, now } = await dialect.server(database)
  const columns = await dialect.columnsOf(database, table)
  const { name: role, ...rights } = await dialect.roleOf(database)

  /** Rights are asked for by a statement that touches no row. Throws for what is no refusal, as a time-out. */
  const may = async (sql: string): Promise<boolean> => {
    try {
      await database.once(sql)
      return true
    } catch (error) {
      if (REFUSALS.has(dialect.faultOf(error))) return false
      throw error
    }
  }
  const password = quote(table.password)
  const kept = quote(KEPT_TOKENS)
  const keeps = await dialect.hasTable(database, { table: KEPT_TOKENS })
  const readUsers = await may(select.probe)
  return {
    version,
    now,
    table: nameOf(table),
    mapping: table,
    columns,
    ambiguous: readUsers ? await ambiguousColumns(database, table, select) : [],
    misfits: columnMisfits(table, columns),
    wantedIdType: wantedIdType(dialect, table, columns),
    userCount: readUsers ? await countUsers(database, select) : undefined,
    role,
    django: await isBesideDjango(database, table),
    rights: {
      readUsers,
      updatePasswords: await may(`UPDATE ${select.from} SET ${password} = ${password} WHERE 1 = 0`),
      readKeptTokens: keeps ? await may(`SELECT bound_to FROM ${kept} WHERE 1 = 0`) : undefined,
      keepTokens: keeps
        ? (await may(`INSERT INTO ${kept} SELECT * FROM ${kept} WHERE 1 = 0`)) &&
          (await may(`UPDATE ${kept} SET last_day = last_day WHERE 1 = 0`)) &&
          (await may(`DELETE FROM ${kept} WHERE 1 = 0`))
        : undefined,
      ...rights,
    },
  }
}

/** A table so large that it takes its time is not searched: nothing is known to stand twice. */
async function ambiguousColumns(
  database: SqlDatabase,
  table: UserTable,
  select: UserSelect,
): Promise<Inspection['ambiguous']> {
  const unique = new Set(await database.dialect.uniqueColumns(database, table))
  const found: Inspection['ambiguous'][number][] = []
  for (const column of [table.id, table.username]) {
    if (unique.has(column)) continue
    const name = select.column(column)
    const sql = `SELECT ${name} FROM ${select.from} WHERE ${name} IS NOT NULL GROUP BY ${name} HAVING count(*) > 1 LIMIT 1`
    const rows = await (async () => database.all(sql))().catch(() => [])
    found.push({ column, standsTwice: rows.length > 0 })
  }
  return found
}

/** For a progress bar: a table so large that it takes its time is read without a count. */
async function countUsers(
  database: SqlDatabase,
  { from }: UserSelect,
): Promise<number | undefined> {
  try {
    const [row] = await database.all(`SELECT count(*) AS users FROM ${from}`)
    return Number(row?.['users'])
  } catch {
    return undefined
  }
}
