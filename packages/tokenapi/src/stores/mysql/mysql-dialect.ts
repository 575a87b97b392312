import { ConfigError } from '../../core/errors.js'
import type { SqlExecutor } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import { filledUp } from '../sql/filled-up.js'
import { jsonColumns } from '../sql/json-columns.js'
import type { Column, ColumnKind, TableName } from '../sql/table.js'
import { MIGRATIONS } from './migrations.js'
import { faultOf } from './mysql-fault.js'

const bytes = (text: string): string => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`

export const MYSQL: Dialect = {
  migrations: MIGRATIONS,
  // Signed or unsigned.
  integers: [-(2n ** 31n), 2n ** 32n - 1n],
  // `mysql2` binds a number as a double.
  bindsIntegers: false,
  zeroIsNext: true,
  upsertClause: 'ON DUPLICATE KEY UPDATE bound_to = VALUES(bound_to)',
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  mark: () => '?',
  asText: (column) => `CAST(${column} AS CHAR)`,
  bytesAsHex: (column) => `LOWER(HEX(${column}))`,
  uuidAsBytes: (mark) => `UNHEX(REPLACE(${mark}, '-', ''))`,
  equals: (column, mark) => `${bytes(column)} = ${bytes(mark)}`,
  keyMark: (mark, idType) => (idType === 'integer' ? `CAST(${mark} AS SIGNED)` : mark),
  // UTC, as Django writes it.
  moment: asDatetime,
  // Dates of which a part is zero.
  specialMoment: (text) => (ZERO_MOMENT.test(text) ? asDatetime(text) : undefined),
  // As strict as ever, but with dates of zeros, which an export may hold. MariaDB takes them by itself.
  insertInto: "INSERT /*+ SET_VAR(sql_mode = 'STRICT_TRANS_TABLES') */ INTO",
  unencodable,
  valueFor: (_column, value) => (typeof value === 'boolean' ? Number(value) : value),
  // A `timestamp` is given and told in the time zone of the session; a `datetime` has none.
  writeMark({ type, isByteKey }, mark) {
    if (isByteKey === true) return MYSQL.uuidAsBytes(mark)
    return type.startsWith('timestamp') ? fromUtc(mark) : mark
  },
  asRecord,
  columnsOf,
  uniqueColumns,
  // The counter follows by itself.
  syncSequence: async () => {},
  hasTable: async (executor, { schema, table }) => {
    const sql =
      'SELECT 1 AS there FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?'
    return (await executor.all(sql, [schema ?? null, table])).length > 0
  },
  hidesTables: true,
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
      "SELECT VERSION() AS version, CAST(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) / 1000 AS CHAR) AS now",
    )
    const version = String(row?.['version'])
    const name = /mariadb/i.test(version) ? 'MariaDB' : 'MySQL'
    return { version: `${name} ${version.split('-', 1)[0]}`, now: new Date(Number(row?.['now'])) }
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
  async checkSession(executor) {
    const [row] = await executor.all('SELECT @@autocommit AS autocommit')
    if (Number(row?.['autocommit']) === 1) return
    throw new ConfigError(
      'connections to MySQL have `autocommit` off, so that one would go on seeing what a password was: SET autocommit = 1',
    )
  },
  faultOf,
}

const ZERO_MOMENT = /^(?:0000-\d\d-\d\d|\d{4}-00-\d\d|\d{4}-\d\d-00)T\d\d:\d\d:\d\d\.\d{6}Z$/

function asDatetime(text: string): string {
  return text.slice(0, -1).replace('T', ' ')
}

// CONVERT_TZ makes NULL or an error of a date of zeros, which is the same in all zones.
function toUtc(moment: string): string {
  return `COALESCE(CONVERT_TZ(${moment}, @@session.time_zone, '+00:00'), ${moment})`
}

function fromUtc(mark: string): string {
  const inZone = "CONVERT_TZ(given, '+00:00', @@session.time_zone)"
  return `(SELECT IF(given LIKE '0000-00-00%', given, ${inZone}) FROM (SELECT ${mark} AS given) AS one)`
}

/** Texts in one statement; a power of two. */
const MOST_TEXTS = 256

async function unencodable(
  executor: SqlExecutor,
  characterSet: string,
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (let start = 0; start < texts.length; start += MOST_TEXTS) {
    const some = filledUp(texts.slice(start, start + MOST_TEXTS))
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

function asRecord({ kind, type }: Column, expression: string): string {
  // A bit is a byte for the driver.
  if (kind === 'boolean') return `CAST(${expression} + 0 AS CHAR)`
  if (/binary|blob/.test(type))
    return `CONCAT(CHAR(92 USING utf8mb4), 'x', LOWER(HEX(${expression})))`
  if (kind !== 'moment') return `CAST(${expression} AS CHAR)`
  const utc = type.startsWith('timestamp') ? toUtc(expression) : expression
  return `DATE_FORMAT(${utc}, '%Y-%m-%dT%H:%i:%s.%fZ')`
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

async function columnsOf(
  executor: SqlExecutor,
  { schema, table }: TableName,
): Promise<readonly Column[]> {
  const rows = await executor.all(
    `SELECT column_name AS name, column_type AS type, character_maximum_length AS length,
       character_set_name AS encoding, is_nullable AS nullable, column_default AS preset, extra AS extra, collation_name AS collation
     FROM information_schema.columns
     WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?
     ORDER BY ordinal_position`,
    [schema ?? null, table],
  )
  const isText = rows.some((row) => String(row['type']).toLowerCase() === 'longtext')
  const json = isText ? jsonColumns(await definitionOf(executor, { schema, table })) : new Set()
  return rows.map((row): Column => {
    const type = String(row['type']).toLowerCase()
    const { length, collation, encoding } = row
    return {
      name: String(row['name']),
      type,
      kind: json.has(String(row['name']).toLowerCase()) ? 'json' : kindOf(type),
      length: length === null ? undefined : Number(length),
      nullable: row['nullable'] === 'YES',
      hasDefault:
        (row['preset'] !== null && row['preset'] !== 'NULL') ||
        String(row['extra']).includes('auto_increment'),
      characterSet:
        typeof encoding === 'string' && !WHOLE_SETS.has(encoding) ? encoding : undefined,
      collation: typeof collation === 'string' ? collation : undefined,
      exact: typeof collation !== 'string' || collation.endsWith('_bin'),
    }
  })
}

/** Character sets with all of Unicode. */
const WHOLE_SETS: ReadonlySet<string> = new Set(['utf8mb4', 'utf16', 'utf16le', 'utf32', 'gb18030'])

/** The statement that makes the table; nothing where our role may not see it. */
async function definitionOf(executor: SqlExecutor, { schema, table }: TableName): Promise<string> {
  const name = [schema, table].flatMap((part) => (part === undefined ? [] : MYSQL.quote(part)))
  try {
    const [row] = await executor.all(`SHOW CREATE TABLE ${name.join('.')}`)
    return String(row?.['Create Table'])
  } catch (error) {
    if (faultOf(error) === 'denied') return ''
    throw error
  }
}

function kindOf(type: string): ColumnKind {
  if (type === 'json') return 'json'
  if (type === 'tinyint(1)' || type === 'bit(1)') return 'boolean'
  if (type.startsWith('bigint')) return 'int8'
  if (/^(?:tiny|small|medium)?int/.test(type)) return 'int4'
  if (type === 'uuid') return 'uuid'
  if (/char|text/.test(type)) return 'text'
  return /^(?:datetime|timestamp)/.test(type) ? 'moment' : 'other'
}
