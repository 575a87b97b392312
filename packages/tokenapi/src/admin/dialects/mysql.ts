import type { SqlExecutor } from '../../stores/sql/executor.js'
import { padToPowerOfTwo } from '../../stores/sql/pad-to-power-of-two.js'
import type { TableName } from '../../stores/sql/table.js'
import { MIGRATIONS } from '../migrations/mysql.js'
import type { AdminStatements } from './dialect.js'

export const MYSQL: AdminStatements = {
  migrations: MIGRATIONS,
  zeroIsNext: true,
  // In UTC, as Django writes it.
  timestamp: asDatetime,
  // Dates with a zero part.
  specialTimestamp: (text) => (ZERO_TIMESTAMP.test(text) ? asDatetime(text) : undefined),
  // By the collation of the column, which orders its index.
  beginsWith: (column, prefix, _end, mark) =>
    `${column} LIKE ${mark(`${prefix.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)}`,
  prefixOrder: { orderBy: '', from: '>=', beyond: '>' },
  // Strict, but with zero dates, which an export may contain. MariaDB accepts them by default.
  insertInto: "INSERT /*+ SET_VAR(sql_mode = 'STRICT_TRANS_TABLES') */ INTO",
  unencodable,
  valueFor: (_column, value) => (typeof value === 'boolean' ? Number(value) : value),
  // A `timestamp` is converted from the time zone of the session; a `datetime` is not.
  writeMark: ({ type }, mark) => (type.startsWith('timestamp') ? fromUtc(mark) : mark),
  uniqueColumns,
  async referencesTo(executor, { schema, table }) {
    const rows = await executor.all(
      `SELECT k.table_schema AS table_of, k.table_name AS name, k.column_name AS column_name
       FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
         ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
       WHERE k.referenced_table_schema = COALESCE(?, DATABASE()) AND k.referenced_table_name = ?
         AND r.delete_rule IN ('RESTRICT', 'NO ACTION')
       ORDER BY 1, 2, 3`,
      [schema ?? null, table],
    )
    return rows.map((row) => ({
      schema: String(row['table_of']),
      table: String(row['name']),
      column: String(row['column_name']),
    }))
  },
  async server(executor) {
    const [row] = await executor.all(
      // From UTC: a local time stands for two moments where the clock is set back.
      "SELECT VERSION() AS version, CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000 AS CHAR) AS now, CAST(@@global.read_only AS CHAR) AS read_only",
    )
    const version = String(row?.['version'])
    const name = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
    return {
      version: `${name} ${version.split('-', 1)[0]}`,
      now: new Date(Number(row?.['now'])),
      isReadOnly: !['0', 'OFF'].includes(String(row?.['read_only'])),
    }
  },
  async roleOf(executor) {
    const [user] = await executor.all('SELECT CURRENT_USER() AS name')
    const rows = await executor.all('SHOW GRANTS')
    const grants = rows.flatMap((row) => Object.values(row)).join('\n')
    return {
      name: accountOf(String(user?.['name'])),
      // Not CREATE VIEW, CREATE USER and others.
      createTables: /^GRANT (?:ALL PRIVILEGES|.*\bCREATE(?:,| ON ))/m.test(grants),
      // MySQL spells all of them out.
      everything:
        /^GRANT (?:ALL PRIVILEGES|SELECT, INSERT, UPDATE, DELETE, CREATE, .*\bSUPER\b.*) ON \*\.\*/m.test(
          grants,
        ),
    }
  },
}

const ZERO_TIMESTAMP = /^(?:0000-\d\d-\d\d|\d{4}-00-\d\d|\d{4}-\d\d-00)T\d\d:\d\d:\d\d\.\d{6}Z$/

function asDatetime(text: string): string {
  return text.slice(0, -1).replace('T', ' ')
}

function fromUtc(mark: string): string {
  const inZone = "CONVERT_TZ(given, '+00:00', @@session.time_zone)"
  return `(SELECT IF(given LIKE '0000-00-00%', given, ${inZone}) FROM (SELECT ${mark} AS given) AS one)`
}

/** Values in one statement; a power of two. */
const MOST_TEXTS = 256

async function unencodable(
  executor: SqlExecutor,
  characterSet: string,
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let start = 0; start < texts.length; start += MOST_TEXTS) {
    const some = padToPowerOfTwo(texts.slice(start, start + MOST_TEXTS))
    const there = `CONVERT(CONVERT(CAST(? AS CHAR CHARACTER SET utf8mb4) USING ${characterSet}) USING utf8mb4)`
    const sql = `SELECT ${some.map((_, i) => `${there} AS c${i}`).join(', ')}`
    const back = await executor.first(sql, some)
    for (const [i, text] of some.entries()) if (back?.[`c${i}`] !== text) found.add(text)
  }
  return found
}

/** `app@%` as a GRANT names it: `'app'@'%'`. */
function accountOf(user: string): string {
  const at = user.lastIndexOf('@')
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
  return `${quote(user.slice(0, at))}@${quote(user.slice(at + 1))}`
}

async function uniqueColumns(
  executor: SqlExecutor,
  { schema, table }: TableName,
): Promise<readonly string[]> {
  const rows = await executor.all(
    `SELECT MAX(column_name) AS name FROM information_schema.statistics
     WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ? AND non_unique = 0
     GROUP BY index_name HAVING COUNT(*) = 1`,
    [schema ?? null, table],
  )
  return rows.map((row) => String(row['name']))
}
