/** Checks that the types of the mapped columns can work. */
import { ConfigError } from '../../core/errors.js'
import { type UserTable, qualifiedName } from '../user-table.js'
import { wantedIdType } from './check-key.js'
import type { SqlDatabase } from './database.js'
import type { Column } from './table.js'

/** A mapped column whose type cannot work. */
export interface ColumnProblem {
  /** The option of the mapping that names it. */
  readonly option: 'id' | 'username' | 'password' | 'isActive'
  readonly column: string
  /** The problem, as a sentence. */
  readonly what: string
  readonly fix: string
}

const checked = new WeakSet<SqlDatabase>()

/** Rejects with `ConfigError` naming the column. Runs once per database. */
export async function checkColumns(database: SqlDatabase, table: UserTable): Promise<void> {
  if (checked.has(database)) return
  const columns = await database.dialect.columnsOf(database, table)
  const [problem] = columnProblems(table, columns)
  if (problem !== undefined) throw new ConfigError(`${problem.what}: ${problem.fix}`)
  const wanted = wantedIdType(database.dialect, table, columns)
  if (wanted !== undefined) {
    const key = columns.find(({ name }) => name === table.id)
    throw new ConfigError(
      `the key "${table.id}" of "${qualifiedName(table)}" is of type ${key?.type}: set \`users.idType\` to "${wanted}"`,
    )
  }
  checked.add(database)
}

/** All problems in the order of the mapping. Missing columns are not reported here. */
export function columnProblems(
  table: UserTable,
  columns: readonly Column[],
): readonly ColumnProblem[] {
  const found = (name: string | null): Column | undefined =>
    columns.find((column) => column.name === name)
  const [key, username, password, active] = [
    found(table.id),
    found(table.username),
    found(table.password),
    found(table.isActive),
  ]
  const describe = (what: string, { name, type }: Column): string =>
    `the ${what} "${name}" of "${qualifiedName(table)}" is of type ${type}`
  const problems: ColumnProblem[] = []
  if (key !== undefined && !canBeKey(key, table)) {
    problems.push({
      option: 'id',
      column: key.name,
      what: `${describe('key', key)}, and must be a whole number, a uuid (binary(16) is one as well) or text`,
      fix:
        BYTES.test(key.type) && (key.length ?? 16) === 16
          ? 'set `users.idType` to "uuid"'
          : 'name another column with `users.id`',
    })
  }
  for (const [option, what, column] of [
    ['username', 'column of user names', username],
    ['password', 'column of password hashes', password],
  ] as const) {
    if (column === undefined || isText(column)) continue
    problems.push({
      option,
      column: column.name,
      what: `${describe(what, column)}, and must be text`,
      fix: `name another column with \`users.${option}\`, or change its type`,
    })
  }
  if (active !== undefined && !canTellActive(active, table)) {
    problems.push({
      option: 'isActive',
      column: active.name,
      what: `${describe('column for active users', active)}, and cannot be ${expected(table)}`,
      fix: adviceFor(active),
    })
  }
  return problems
}

const NUMERIC = /^(?:numeric|decimal|dec|number|real|float|double|money)/
const BYTES = /binary|blob|^bytea$/
const ENUM = /^(?:enum|set)\(/
const NO_TEXT = /^(?:date|time|year|interval|bit|json|point|geometry)|\[\]$/

/** A column of SQLite's may have no type, as those of a view that are computed. */
function isText({ kind, type }: Column): boolean {
  if (kind !== 'other') return kind === 'text' || kind === 'uuid'
  return !NUMERIC.test(type) && !BYTES.test(type) && !NO_TEXT.test(type)
}

function canBeKey({ kind, type, length }: Column, { idType }: UserTable): boolean {
  if (BYTES.test(type)) return idType === 'uuid' && (length === undefined || length === 16)
  if (kind === 'boolean' || kind === 'timestamp' || kind === 'json') return false
  if (kind !== 'other') return true
  if (NUMERIC.test(type)) return !/^(?:real|float|double|money)|,\s*[1-9]/.test(type)
  return !NO_TEXT.test(type)
}

function canTellActive(column: Column, { activeWhen: when }: UserTable): boolean {
  const { kind, type, nullable } = column
  const isNumber = kind === 'int4' || kind === 'int8' || NUMERIC.test(type)
  if (when === null) return nullable
  if (typeof when === 'number') return isNumber || type === ''
  // An enum of PostgreSQL's has a name of its own.
  if (typeof when === 'string') return ENUM.test(type) || (isText(column) && kind !== 'uuid')
  return kind === 'boolean' || isNumber || type.startsWith('bit') || type === ''
}

function expected({ activeWhen: when }: UserTable): string {
  if (when === null) return 'NULL'
  return typeof when === 'boolean' ? 'true or false' : `the ${typeof when} that \`when\` names`
}

/** By what such columns are for: a state, or when somebody was switched off. */
function adviceFor(column: Column): string {
  const { name, kind, type } = column
  if (kind === 'timestamp' || type.startsWith('date')) {
    return `where NULL means active, set \`users.isActive\` to { column: "${name}", when: null } (USERS_IS_ACTIVE_WHEN=null); else name another column, or set it to null and everybody is active`
  }
  const example = isText(column) ? `"active"` : '1'
  return `say which value means active, as in \`users.isActive: { column: "${name}", when: ${example} }\` (USERS_IS_ACTIVE_WHEN); or name another column, or null and everybody is active`
}
