import type { SqlExecutor, SqlValue } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import type { UserTable } from '../user-table.js'
import type { Column, ColumnKind, TableName } from '../sql/table.js'
import { isTrue } from '../sql/is-true.js'
import { MIGRATIONS } from './migrations.js'
import { faultOf } from './postgres-fault.js'

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
const qualified = ({ schema, table }: TableName): string =>
  schema === undefined ? quote(table) : `${quote(schema)}.${quote(table)}`

export const POSTGRES: Dialect = {
  migrations: MIGRATIONS,
  integers: [-(2n ** 31n), 2n ** 31n - 1n],
  // `pg` writes a number as text anyway.
  bindsIntegers: false,
  zeroIsNext: false,
  upsertClause: 'ON CONFLICT (digest) DO UPDATE SET bound_to = excluded.bound_to',
  quote,
  mark: (place) => `$${place}`,
  asText: (column) => `${column}::text`,
  bytesAsHex: (column) => `encode(${column}, 'hex')`,
  uuidAsBytes: (mark) => `decode(replace(${mark}::text, '-', ''), 'hex')`,
  // Text and not the column's own type: citext ignores case.
  equals: (column, mark) => `${column}::text COLLATE "C" = ${mark}::text`,
  keyMark: (mark) => mark,
  moment: (text) => text,
  // As `asRecord` gives them: infinity, and what is not of the years 1 to 9999.
  specialMoment: (text) => (SPECIAL_MOMENT.test(text) ? text : undefined),
  insertInto: 'INSERT INTO',
  valueFor: (column, value) => (column.kind === 'boolean' ? value : plain(value)),
  writeMark: ({ isByteKey }, mark) => (isByteKey === true ? POSTGRES.uuidAsBytes(mark) : mark),
  asRecord,
  columnsOf,
  uniqueColumns,
  syncSequence,
  hasTable: async (executor, table) => {
    const rows = await executor.all('SELECT to_regclass($1) IS NOT NULL AS there', [
      qualified(table),
    ])
    const there = rows[0]?.['there']
    if (there === undefined) throw new TypeError('the database did not say whether it is there')
    return isTrue(there)
  },
  hidesTables: false,
  async referencesTo(executor, table) {
    const rows = await executor.all(
      `SELECT n.nspname AS schema, r.relname AS name, a.attname AS column_name
       FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid JOIN pg_namespace n ON n.oid = r.relnamespace
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
       WHERE c.contype = 'f' AND c.confrelid = to_regclass($1) AND c.confdeltype IN ('a', 'r')
       ORDER BY 1, 2, 3`,
      [qualified(table)],
    )
    return rows.map((row) => ({
      schema: String(row['schema']),
      table: String(row['name']),
      column: String(row['column_name']),
    }))
  },
  async server(executor) {
    const [row] = await executor.all(
      `SELECT current_setting('server_version') AS version, (extract(epoch FROM clock_timestamp()) * 1000)::text AS now`,
    )
    const version = String(row?.['version']).split(' ', 1)[0]
    return { version: `PostgreSQL ${version}`, now: new Date(Number(row?.['now'])) }
  },
  async roleOf(executor) {
    const [row] = await executor.all(
      "SELECT quote_ident(rolname) AS name, coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) AS creates, rolsuper AS super FROM pg_roles WHERE rolname = current_user",
    )
    return {
      name: String(row?.['name']),
      createTables: isTrue(row?.['creates']),
      everything: isTrue(row?.['super']),
    }
  },
  faultOf,
}

/** As text whatever the settings of the session are. What has no date, such as infinity, as it stands. */
function asRecord({ kind, type }: Column, expression: string): string {
  if (type === 'bytea') return `'\\x' || encode(${expression}, 'hex')`
  if (type === 'date') return asText(expression, expression, 'YYYY-MM-DD')
  if (kind !== 'moment') return `${expression}::text`
  const utc = type === 'timestamp with time zone' ? `${expression} AT TIME ZONE 'UTC'` : expression
  return asText(expression, utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
}

function asText(expression: string, utc: string, format: string): string {
  const whole = `to_char(${utc}, '${format}')`
  const isUsual = `extract(year FROM ${utc}) BETWEEN 1 AND 9999`
  return `CASE WHEN NOT isfinite(${expression}) THEN ${expression}::text WHEN ${isUsual} THEN ${whole} ELSE ${whole} || to_char(${utc}, ' BC') END`
}

const SPECIAL_MOMENT = /^(?:-?infinity|\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z (?:AD|BC))$/

/** A boolean for a column of numbers: PostgreSQL does not turn one into the other. */
function plain(value: SqlValue): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value
}

async function syncSequence(executor: SqlExecutor, table: UserTable): Promise<void> {
  if (table.idType !== 'integer' && table.idType !== 'bigint') return
  await executor.all(
    `SELECT setval(counter::regclass, greatest_key) FROM (
       SELECT pg_get_serial_sequence($1, $2) AS counter, (SELECT max(${quote(table.id)}) FROM ${qualified(table)}) AS greatest_key
     ) AS keys
     WHERE counter IS NOT NULL AND has_sequence_privilege(counter, 'UPDATE')
       AND greatest_key > coalesce(pg_sequence_last_value(counter::regclass), 0)`,
    [qualified(table), table.id],
  )
}

async function uniqueColumns(executor: SqlExecutor, table: TableName): Promise<readonly string[]> {
  const rows = await executor.all(
    `SELECT a.attname AS name FROM pg_index i
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
     WHERE i.indrelid = to_regclass($1) AND i.indisunique AND i.indisvalid AND i.indnkeyatts = 1
       AND i.indpred IS NULL`,
    [qualified(table)],
  )
  return rows.map((row) => String(row['name']))
}

async function columnsOf(executor: SqlExecutor, table: TableName): Promise<readonly Column[]> {
  const rows = await executor.all(
    `SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type, t.typcategory AS category,
       CASE WHEN a.atttypmod > 4 AND t.typcategory = 'S' THEN a.atttypmod - 4 END AS length,
       NOT a.attnotnull AS nullable, (a.atthasdef OR a.attidentity <> '') AS has_default,
       CASE WHEN a.attcollation <> 0 THEN c.collname END AS collation,
       coalesce(c.collisdeterministic, true) AND t.typname <> 'citext' AS exact
     FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
       LEFT JOIN pg_collation c ON c.oid = a.attcollation
     WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum`,
    [qualified(table)],
  )
  return rows.map((row): Column => {
    const type = String(row['type'])
    const { length, collation } = row
    return {
      name: String(row['name']),
      type,
      kind: kindOf(type, String(row['category'])),
      length: length === null ? undefined : Number(length),
      nullable: isTrue(row['nullable']),
      hasDefault: isTrue(row['has_default']),
      collation: typeof collation === 'string' ? collation : undefined,
      exact: isTrue(row['exact']),
    }
  })
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  boolean: 'boolean',
  smallint: 'int4',
  integer: 'int4',
  bigint: 'int8',
  uuid: 'uuid',
  citext: 'text',
  json: 'json',
  jsonb: 'json',
}

function kindOf(type: string, category: string): ColumnKind {
  if (type.startsWith('timestamp')) return 'moment'
  return KINDS[type] ?? (category === 'S' ? 'text' : 'other')
}
