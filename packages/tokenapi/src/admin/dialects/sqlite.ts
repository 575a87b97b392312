import { inSchema } from '../../stores/sqlite/quote.js'
import type { SqlExecutor } from '../../stores/sql/executor.js'
import type { TableName } from '../../stores/sql/table.js'
import { MIGRATIONS } from '../migrations/sqlite.js'
import type { AdminStatements } from './dialect.js'

export const SQLITE: AdminStatements = {
  migrations: MIGRATIONS,
  zeroIsNext: false,
  timestamp: djangoTimestamp,
  // Prisma and others store milliseconds or seconds: any integer is written as one.
  specialTimestamp: (text) => (/^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined),
  beginsWith: (column, prefix, end, mark) =>
    end === undefined
      ? `${column} >= ${mark(prefix)}`
      : `${column} >= ${mark(prefix)} AND ${column} < ${mark(end)}`,
  prefixOrder: { orderBy: '', from: '>=', beyond: '>' },
  insertInto: 'INSERT INTO',
  valueFor: (_column, value) => (typeof value === 'boolean' ? Number(value) : value),
  uniqueColumns,
  async referencesTo(executor, { schema, table }) {
    const rows = await executor.all(
      `SELECT m.name AS name, f."from" AS column_name
       FROM ${inSchema(schema, 'sqlite_master')} m, pragma_foreign_key_list(m.name${schema === undefined ? '' : ', ?'}) f
       WHERE m.type = 'table' AND lower(f."table") = lower(?) AND f.on_delete IN ('NO ACTION', 'RESTRICT')
       ORDER BY 1, 2`,
      schema === undefined ? [table] : [schema, table],
    )
    return rows.map((row) => ({
      schema,
      table: String(row['name']),
      column: String(row['column_name']),
    }))
  },
  async server(executor) {
    const [row] = await executor.all(
      "SELECT sqlite_version() AS version, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AS now",
    )
    return {
      version: `SQLite ${row?.['version']}`,
      now: new Date(String(row?.['now'])),
      isReadOnly: false,
    }
  },
  // SQLite has no roles: file permissions decide.
  roleOf: async () => ({ name: undefined, createTables: true, everything: false }),
}

async function uniqueColumns(
  executor: SqlExecutor,
  { schema, table }: TableName,
): Promise<readonly string[]> {
  const place = schema === undefined ? [table] : [table, schema]
  const marks = place.map(() => '?').join(', ')
  const inPlace = schema === undefined ? '' : ', ?'
  const indexes = await executor.all(
    `SELECT max(i.name) AS name FROM pragma_index_list(${marks}) AS l, pragma_index_info(l.name${inPlace}) AS i
     WHERE l."unique" = 1 AND l.partial = 0 GROUP BY l.name HAVING count(*) = 1`,
    schema === undefined ? place : [...place, schema],
  )
  // An integer primary key has no index in this list.
  const keys = await executor.all(
    `SELECT max(name) AS name FROM pragma_table_info(${marks}) WHERE pk > 0 HAVING count(*) = 1`,
    place,
  )
  return [...indexes, ...keys].map((row) => String(row['name']))
}

/** As Django writes timestamps into SQLite: in UTC, without zero decimals. */
function djangoTimestamp(text: string): string {
  return text.slice(0, -1).replace('T', ' ').replace('.000000', '')
}
