import type { SqlExecutor } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import type { Column, ColumnKind, TableName } from '../sql/table.js'
import { isTrue } from '../sql/is-true.js'
import { kindOfError } from './postgres-error-kind.js'
import { qualified, quote } from './quote.js'

export const POSTGRES: Dialect = {
  kind: 'postgres',
  integers: [-(2n ** 31n), 2n ** 31n - 1n],
  // `pg` writes a number as text anyway.
  bindsIntegers: false,
  upsert: (key, column) => `ON CONFLICT (${key}) DO UPDATE SET ${column} = excluded.${column}`,
  quote,
  mark: (place) => `$${place}`,
  asText: (column) => `${column}::text`,
  bytesAsHex: (column) => `encode(${column}, 'hex')`,
  uuidAsBytes: (mark) => `decode(replace(${mark}::text, '-', ''), 'hex')`,
  // Text and not the column's own type: citext ignores case.
  equals: (column, mark) => `${column}::text COLLATE "C" = ${mark}::text`,
  asKey,
  keyMark: (mark) => mark,
  asRecord,
  columnsOf,
  hasTable: async (executor, table) => {
    const rows = await executor.all('SELECT to_regclass($1) IS NOT NULL AS there', [
      qualified(table),
    ])
    const there = rows[0]?.['there']
    if (there === undefined) throw new TypeError('the database did not say whether it is there')
    return isTrue(there)
  },
  hidesTables: false,
  kindOfError,
}

function asKey(text: string, { kind, type }: Column): string {
  // An id may be beyond 32 bits. `character` without a length has one character.
  if (kind === 'int4') return `${text}::bigint`
  return `${text}::${type === 'character' ? 'bpchar' : type}`
}

/** As text whatever the settings of the session are. A value without a date, such as infinity, is unchanged. */
function asRecord({ kind, type }: Column, expression: string): string {
  if (type === 'bytea') return `'\\x' || encode(${expression}, 'hex')`
  if (type === 'date') return asText(expression, expression, 'YYYY-MM-DD')
  if (kind !== 'timestamp') return `${expression}::text`
  const utc = type === 'timestamp with time zone' ? `${expression} AT TIME ZONE 'UTC'` : expression
  return asText(expression, utc, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
}

function asText(expression: string, utc: string, format: string): string {
  const formatted = `to_char(${utc}, '${format}')`
  const isUsual = `extract(year FROM ${utc}) BETWEEN 1 AND 9999`
  return `CASE WHEN NOT isfinite(${expression}) THEN ${expression}::text WHEN ${isUsual} THEN ${formatted} ELSE ${formatted} || to_char(${utc}, ' BC') END`
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
  if (type.startsWith('timestamp')) return 'timestamp'
  return KINDS[type] ?? (category === 'S' ? 'text' : 'other')
}
