import type { Row, SqlExecutor } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import { type ErrorKind, messageOf } from '../sql/error-kind.js'
import { type Column, type ColumnKind, INT8, type TableName } from '../sql/table.js'
import { jsonColumns } from '../sql/json-columns.js'
import { inSchema, quote } from './quote.js'

export const SQLITE: Dialect = {
  kind: 'sqlite',
  // An integer of SQLite has 64 bits, whatever the type of its column.
  integers: INT8,
  bindsIntegers: true,
  upsert: (key, column) => `ON CONFLICT (${key}) DO UPDATE SET ${column} = excluded.${column}`,
  quote,
  mark: () => '?',
  // Integers are read as bigint, so no cast is needed.
  asText: (column) => column,
  bytesAsHex: (column) => `lower(hex(${column}))`,
  uuidAsBytes: (mark) => `unhex(${mark}, '-')`,
  async typeOfFirst(executor, { schema, table }, column) {
    const from = inSchema(schema, quote(table))
    const [row] = await executor.all(`SELECT typeof(${quote(column)}) AS type FROM ${from} LIMIT 1`)
    return row === undefined ? undefined : String(row['type'])
  },
  equals: (column, mark) => `${column} = ${mark} COLLATE BINARY`,
  // A comparison uses the collation of its left side, which is the key.
  asKey: (text, _column, idType) => (idType === 'integer' ? `CAST(${text} AS INTEGER)` : text),
  keyMark: (mark) => mark,
  asRecord: (_column, expression) => expression,
  columnsOf,
  hasTable: async (executor, { schema, table }) => {
    const sql = `SELECT 1 FROM ${inSchema(schema, 'sqlite_master')} WHERE type IN ('table', 'view') AND name = ?`
    return (await executor.all(sql, [table])).length > 0
  },
  hidesTables: false,
  kindOfError,
}

async function columnsOf(
  executor: SqlExecutor,
  { schema, table }: TableName,
): Promise<readonly Column[]> {
  const place = schema === undefined ? [table] : [table, schema]
  const rows = await executor.all(
    `SELECT name, type, "notnull" AS required, dflt_value AS preset, pk FROM pragma_table_info(${place.map(() => '?').join(', ')})`,
    place,
  )
  const inexact = await inexactOf(executor, { schema, table }, rows)
  const json = jsonColumns(await definitionOf(executor, { schema, table }))
  return rows.map((row): Column => {
    const type = String(row['type']).toLowerCase()
    const length = /\((\d+)\)/.exec(type)?.[1]
    return {
      name: String(row['name']),
      type,
      kind: json.has(String(row['name']).toLowerCase()) ? 'json' : kindOf(type),
      length: length === undefined ? undefined : Number(length),
      nullable: Number(row['required']) === 0,
      // A key of whole numbers counts up by itself.
      hasDefault: row['preset'] !== null || (Number(row['pk']) === 1 && type === 'integer'),
      exact: !inexact.has(String(row['name'])),
    }
  })
}

/**
 * The columns whose collation takes "A", or "a ", for "a". SQLite does not tell a column's collation,
 * but lends it to what is joined to the column, so three spellings are counted that nobody stores.
 */
async function inexactOf(
  executor: SqlExecutor,
  { schema, table }: TableName,
  columns: readonly Row[],
): Promise<ReadonlySet<string>> {
  const names = columns.map((row) => String(row['name']))
  if (names.length === 0) return new Set()
  const counts = names.map((name, i) => {
    const column = `SELECT ${quote(table)}.${quote(name)} AS spelling FROM ${inSchema(schema, quote(table))} WHERE 0`
    const spellings = `${column} UNION ALL SELECT 'a' UNION ALL SELECT 'A' UNION ALL SELECT 'a '`
    return `(SELECT count(DISTINCT spelling) FROM (${spellings})) AS c${i}`
  })
  const [row] = await executor.all(`SELECT ${counts.join(', ')}`)
  return new Set(names.filter((_, i) => Number(row?.[`c${i}`]) < 3))
}

async function definitionOf(executor: SqlExecutor, { schema, table }: TableName): Promise<string> {
  const sql = `SELECT sql FROM ${inSchema(schema, 'sqlite_master')} WHERE name = ?`
  const [row] = await executor.all(sql, [table])
  return String(row?.['sql'])
}

function kindOf(type: string): ColumnKind {
  if (type.startsWith('json')) return 'json'
  if (type.startsWith('bool')) return 'boolean'
  if (/int/.test(type)) return 'int8'
  if (/char|text|clob/.test(type)) return 'text'
  if (/datetime|timestamp/.test(type)) return 'timestamp'
  return 'other'
}

function kindOfError(error: unknown): ErrorKind {
  const text = messageOf(error)
  if (/UNIQUE constraint failed|PRIMARY KEY must be unique/i.test(text)) return 'duplicate'
  if (/constraint failed|datatype mismatch/i.test(text)) return 'constraint'
  if (/no such table/i.test(text)) return 'missing-table'
  if (/no such column/i.test(text)) return 'missing-column'
  if (/not a database|file is encrypted/i.test(text)) return 'not-a-database'
  if (/unable to open|cannot open|directory/i.test(text)) return 'no-file'
  if (/because it is a view|generated column/i.test(text)) return 'view'
  if (/readonly database/i.test(text)) return 'read-only-file'
  if (/is locked/i.test(text)) return 'again'
  return 'other'
}
