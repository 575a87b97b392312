import { ConfigError } from '../../core/errors.js'
import type { UserIdType } from '../../core/user.js'
import type { SqlExecutor } from '../sql/executor.js'
import type { Dialect } from '../sql/dialect.js'
import { jsonColumns } from '../sql/json-columns.js'
import type { Column, ColumnKind, TableName } from '../sql/table.js'
import { kindOfError } from './mysql-error-kind.js'

const bytes = (text: string): string => `CAST(CONVERT(${text} USING utf8mb4) AS BINARY)`

export const MYSQL: Dialect = {
  kind: 'mysql',
  // Signed or unsigned.
  integers: [-(2n ** 31n), 2n ** 32n - 1n],
  // `mysql2` binds a number as a double.
  bindsIntegers: false,
  upsert: (_key, column) => `ON DUPLICATE KEY UPDATE ${column} = VALUES(${column})`,
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  mark: () => '?',
  asText: (column) => `CAST(${column} AS CHAR)`,
  bytesAsHex: (column) => `LOWER(HEX(${column}))`,
  uuidAsBytes: (mark) => `UNHEX(REPLACE(${mark}, '-', ''))`,
  equals: (column, mark) => `${bytes(column)} = ${bytes(mark)}`,
  asKey,
  keyMark: (mark, idType) => (idType === 'integer' ? `CAST(${mark} AS SIGNED)` : mark),
  asRecord,
  columnsOf,
  hasTable: async (executor, { schema, table }) => {
    const sql =
      'SELECT 1 AS there FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) AND table_name = ?'
    return (await executor.all(sql, [schema ?? null, table])).length > 0
  },
  hidesTables: true,
  async checkSession(executor) {
    const [row] = await executor.all('SELECT @@autocommit AS autocommit')
    if (Number(row?.['autocommit']) === 1) return
    throw new ConfigError(
      'connections to MySQL have `autocommit` off, so that one would go on seeing what a password was: SET autocommit = 1',
    )
  },
  kindOfError,
}

function asKey(text: string, { type, collation }: Column, idType: UserIdType): string {
  if (idType === 'integer') return `CAST(${text} AS SIGNED)`
  if (type === 'uuid') return `CAST(${text} AS UUID)`
  if (collation === undefined) return text
  // The name of a collation begins with its character set.
  return `CONVERT(${text} USING ${collation.split('_', 1)[0]}) COLLATE ${collation}`
}

// CONVERT_TZ returns NULL or fails for a date with zeros, which is the same in all zones.
function toUtc(timestamp: string): string {
  return `COALESCE(CONVERT_TZ(${timestamp}, @@session.time_zone, '+00:00'), ${timestamp})`
}

function asRecord({ kind, type }: Column, expression: string): string {
  // A bit is a byte for the driver.
  if (kind === 'boolean') return `CAST(${expression} + 0 AS CHAR)`
  if (/binary|blob/.test(type))
    return `CONCAT(CHAR(92 USING utf8mb4), 'x', LOWER(HEX(${expression})))`
  if (kind !== 'timestamp') return `CAST(${expression} AS CHAR)`
  const utc = type.startsWith('timestamp') ? toUtc(expression) : expression
  return `DATE_FORMAT(${utc}, '%Y-%m-%dT%H:%i:%s.%fZ')`
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
    if (kindOfError(error) === 'denied') return ''
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
  return /^(?:datetime|timestamp)/.test(type) ? 'timestamp' : 'other'
}
