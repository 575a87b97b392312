import { type UserTable, nameOf } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import { KEPT_TOKENS } from './kept-tokens.js'
import type { Inspection } from './table.js'
import type { UserSelect } from './user-select.js'

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
  const role = await dialect.roleOf(database)

  /** Rights are asked for by a statement that touches no row. */
  const may = async (sql: string): Promise<boolean> => {
    try {
      await database.once(sql)
      return true
    } catch (error) {
      if (dialect.faultOf(error) === 'broken') throw error
      return false
    }
  }
  const password = quote(table.password)
  const kept = quote(KEPT_TOKENS)
  const keeps = await dialect.hasTable(database, { table: KEPT_TOKENS })
  return {
    version,
    now,
    table: nameOf(table),
    columns,
    rights: {
      readUsers: await may(select.probe),
      updatePasswords: await may(`UPDATE ${select.from} SET ${password} = ${password} WHERE 1 = 0`),
      keepTokens: keeps
        ? (await may(`INSERT INTO ${kept} SELECT * FROM ${kept} WHERE 1 = 0`)) &&
          (await may(`UPDATE ${kept} SET last_day = last_day WHERE 1 = 0`)) &&
          (await may(`DELETE FROM ${kept} WHERE 1 = 0`))
        : undefined,
      ...role,
    },
  }
}
