import type { Row, SqlExecutor } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import { type Fault, textOf } from '../sql/fault.js'
import type { Column, ColumnKind, TableName } from '../sql/table.js'
import { jsonColumns } from '../sql/json-columns.js'
import { INT8 } from '../sql/user-select.js'
import { MIGRATIONS } from './migrations.js'

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`

const inSchema = (schema: string | undefined, table: string): string =>
  schema === undefined ? table : `${quote(schema)}.${table}`

export const SQLITE: Dialect = {
  migrations: MIGRATIONS,
  // Any whole number of SQLite's has 64 bits, whatever its column is called.
  integers: INT8,
  bindsIntegers: true,
  zeroIsNext: false,
  upsertClause: 'ON CONFLICT (digest) DO UPDATE SET bound_to = excluded.bound_to',
  quote,
  mark: () => '?',
  // Whole numbers come as bigint, and a key of another type as it stands.
  asText: (column) => column,
  bytesAsHex: (column) => `lower(hex(${column}))`,
  uuidAsBytes: (mark) => `unhex(${mark}, '-')`,
  async typeOfFirst(executor, { schema, table }, column) {
    const from = inSchema(schema, quote(table))
    const [row] = await executor.all(`SELECT typeof(${quote(column)}) AS type FROM ${from} LIMIT 1`)
    return row === undefined ? undefined : String(row['type'])
  },
  equals: (column, mark) => `${column} = ${mark} COLLATE BINARY`,
  keyMark: (mark) => mark,
  moment: djangoMoment,
  // Prisma and others keep milliseconds or seconds: any number is stored as one.
  specialMoment: (text) => (/^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined),
  insertInto: 'INSERT INTO',
  valueFor: (_column, value) => (typeof value === 'boolean' ? Number(value) : value),
  writeMark: ({ isByteKey }, mark) => (isByteKey === true ? SQLITE.uuidAsBytes(mark) : mark),
  asRecord: (_column, expression) => expression,
  columnsOf,
  uniqueColumns,
  // The counter follows by itself.
  syncSequence: async () => {},
  hasTable: async (executor, { schema, table }) => {
    const sql = `SELECT 1 FROM ${inSchema(schema, 'sqlite_master')} WHERE type IN ('table', 'view') AND name = ?`
    return (await executor.all(sql, [table])).length > 0
  },
  hidesTables: false,
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
    return { version: `SQLite ${row?.['version']}`, now: new Date(String(row?.['now'])) }
  },
  // Whoever may write the file may do everything to it.
  roleOf: async () => ({ name: undefined, createTables: true, everything: false }),
  faultOf,
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
  // A key of whole numbers needs no index of its own.
  const keys = await executor.all(
    `SELECT max(name) AS name FROM pragma_table_info(${marks}) WHERE pk > 0 HAVING count(*) = 1`,
    place,
  )
  return [...indexes, ...keys].map((row) => String(row['name']))
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
  if (/datetime|timestamp/.test(type)) return 'moment'
  return 'other'
}

/** As Django writes moments into SQLite: UTC, and no decimals where there are none. */
function djangoMoment(text: string): string {
  return text.slice(0, -1).replace('T', ' ').replace('.000000', '')
}

function faultOf(error: unknown): Fault {
  const text = textOf(error)
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
