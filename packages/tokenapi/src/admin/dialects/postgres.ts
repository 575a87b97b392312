import { qualified, quote } from '../../stores/postgres/quote.js'
import type { SqlExecutor, SqlValue } from '../../stores/sql/executor.js'
import { isTrue } from '../../stores/sql/is-true.js'
import type { TableName } from '../../stores/sql/table.js'
import type { UserTable } from '../../stores/user-table.js'
import { MIGRATIONS } from '../migrations/postgres.js'
import type { AdminStatements } from './dialect.js'

export const POSTGRES: AdminStatements = {
  migrations: MIGRATIONS,
  zeroIsNext: false,
  timestamp: (text) => text,
  // As `asRecord` selects them: infinity, and years outside 1 to 9999.
  specialTimestamp: (text) => (SPECIAL_TIMESTAMP.test(text) ? text : undefined),
  // Compared by bytes, as the index is ordered that Django makes beside the unique one.
  beginsWith: (column, prefix, end, mark) =>
    end === undefined
      ? `${column} ~>=~ ${mark(prefix)}`
      : `${column} ~>=~ ${mark(prefix)} AND ${column} ~<~ ${mark(end)}`,
  prefixOrder: { orderBy: 'USING ~<~', from: '~>=~', beyond: '~>~' },
  insertInto: 'INSERT INTO',
  valueFor: (column, value) => (column.kind === 'boolean' ? value : numberOf(value)),
  uniqueColumns,
  syncSequence,
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
      `SELECT current_setting('server_version') AS version, (extract(epoch FROM clock_timestamp()) * 1000)::text AS now, pg_is_in_recovery() AS standby`,
    )
    const version = String(row?.['version']).split(' ', 1)[0]
    return {
      version: `PostgreSQL ${version}`,
      now: new Date(Number(row?.['now'])),
      isReadOnly: isTrue(row?.['standby']),
    }
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
}

const SPECIAL_TIMESTAMP = /^(?:-?infinity|\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z (?:AD|BC))$/

/** PostgreSQL does not convert a boolean to a number. */
function numberOf(value: SqlValue): SqlValue {
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
