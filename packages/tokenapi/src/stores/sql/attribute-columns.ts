/** Further columns that handlers see, each in one form that JSON holds. */
import { ConfigError } from '../../core/errors.js'
import { type JsonValue, jsonForm } from '../../core/runtime/json-form.js'
import { nearestName } from '../../core/options/nearest-name.js'
import { type UserTable, qualifiedName } from '../user-table.js'
import type { SqlDatabase } from './database.js'
import { readValue } from './read-value.js'
import type { Column } from './table.js'
import type { Attribute } from './user-select.js'

/** How a selected value is read; `undefined` as its type has no such form. */
type Form = 'record' | 'number' | 'json' | 'text'

/**
 * `users.attributes`, in that order, as the table has them. Rejects with `ConfigError`, naming the one that
 * is no column or has no form.
 */
export async function attributesOf(
  database: SqlDatabase,
  table: UserTable,
): Promise<readonly Attribute[]> {
  if (table.attributes.length === 0) return []
  const { dialect } = database
  const columns = await dialect.columnsOf(database, table)
  return table.attributes.map((name) => {
    const column = columns.find((each) => each.name === name)
    if (column === undefined) throw new ConfigError(noColumn(name, table, columns))
    if (formOf(column) === undefined) {
      throw new ConfigError(
        `\`users.attributes\` names "${name}", whose type ${column.type} has no form in JSON: leave it out, or have a view give it as text`,
      )
    }
    return {
      name,
      select: (expression) => dialect.asRecord(column, expression),
      read: (selected) => readAttribute(column, selected),
    }
  })
}

function noColumn(name: string, table: UserTable, columns: readonly Column[]): string {
  const hidden = [table.password, table.id, table.username, table.isActive]
  const names = columns.map((column) => column.name).filter((each) => !hidden.includes(each))
  const nearest = nearestName(name, names)
  const advice = nearest === undefined ? '' : `: did you mean "${nearest}"?`
  return `\`users.attributes\` names "${name}", and "${qualifiedName(table)}" has no such column${advice}`
}

/** The value of an attribute, as `Dialect.asRecord` selected it. */
function readAttribute(column: Column, selected: unknown): JsonValue {
  if (selected === undefined) throw new TypeError('the database gave a row without an attribute')
  if (selected === null) return null
  switch (formOf(column)) {
    case 'record':
      return readValue(column.kind, selected)
    case 'number':
      return jsonForm(Number(selected))
    case 'json':
      return readJson(selected)
    default:
      return readTextAttribute(selected)
  }
}

/** SQLite keeps any text in a column that is called `json`. */
function readJson(selected: unknown): JsonValue {
  try {
    return jsonForm(typeof selected === 'string' ? JSON.parse(selected) : selected)
  } catch (cause) {
    throw new TypeError('the database gave an attribute that is no JSON', { cause })
  }
}

const FLOAT = /^(?:real|float|double)/
/** Bytes, lists and shapes: what a driver gives for them differs, and none of it is JSON. */
const NO_FORM =
  /binary|blob|^bytea$|^bit(?!\(1\))|\[\]$|^(?:geo|point|line|lseg|box|path|polygon|circle|multi)/

function formOf({ kind, type }: Column): Form | undefined {
  if (NO_FORM.test(type)) return undefined
  if (kind === 'json') return 'json'
  if (kind !== 'other') return kind === 'text' || kind === 'uuid' ? 'text' : 'record'
  return FLOAT.test(type) ? 'number' : 'text'
}

/** Decimals with all their digits, dates, enums and what else a database writes as text. */
function readTextAttribute(selected: unknown): string {
  if (typeof selected === 'string') return selected
  if (typeof selected === 'number' || typeof selected === 'bigint') return String(selected)
  throw new TypeError('the database gave an attribute that is no text')
}
