import { isPlainText } from '../core/runtime/plain-text.js'
import { readUserId } from '../core/user-id.js'
import type { SqlValue } from '../stores/sql/executor.js'
import { type Column, INT8 } from '../stores/sql/table.js'
import { readTimestamp } from '../stores/sql/timestamp.js'
import type { AdminDialect } from './dialects/dialect.js'
import { InvalidValue } from './invalid-value.js'

/** The value to bind for a value of a record. Throws `InvalidValue` if it does not fit. */
export function writeValue(
  column: Column,
  value: string | number | bigint | boolean,
  dialect: AdminDialect,
): SqlValue {
  return dialect.valueFor(column, converted(column, value, dialect))
}

function converted(
  column: Column,
  value: string | number | bigint | boolean,
  dialect: AdminDialect,
): SqlValue {
  switch (column.kind) {
    case 'boolean':
      return readBoolean(value) ?? invalid(column, 'must be true or false')
    case 'int4':
      return integer(column, value, dialect.integers, dialect)
    case 'int8':
      return integer(column, value, INT8, dialect)
    case 'uuid':
      return readUserId(String(value), 'uuid') ?? invalid(column, 'must be a uuid')
    case 'timestamp': {
      const timestamp = readTimestamp(String(value))
      if (timestamp !== undefined) return dialect.timestamp(timestamp)
      return (
        dialect.specialTimestamp(String(value)) ??
        invalid(column, 'must be a timestamp such as 2024-02-29T12:00:00Z')
      )
    }
    case 'text':
      return characters(column, String(value))
    case 'json':
      return isJson(String(value))
        ? storable(column, String(value))
        : invalid(column, 'must be JSON')
    case 'other':
      return typeof value === 'boolean' ? value : storable(column, String(value))
  }
}

function integer(
  column: Column,
  value: string | number | bigint | boolean,
  [least, most]: readonly [bigint, bigint],
  { bindsIntegers }: AdminDialect,
): SqlValue {
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value)
  if (!INTEGER.test(text)) return invalid(column, 'must be a whole number')
  // The parser of the file has rounded it.
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return invalid(column, 'is beyond 2^53: it must be given as text')
  }
  const number = BigInt(text)
  if (number < least || number > most) return invalid(column, `must be from ${least} to ${most}`)
  return bindsIntegers ? number : String(number)
}

function characters(column: Column, text: string): string {
  const { length } = column
  // Django stores a uuid in char(32) without dashes.
  if (length === 32 && UUID.test(text)) return text.replaceAll('-', '')
  // Databases count characters, JavaScript UTF-16 code units.
  if (length !== undefined && text.length > length && [...text].length > length) {
    return invalid(column, `holds at most ${length} characters`)
  }
  return storable(column, text)
}

function storable(column: Column, text: string): string {
  return isPlainText(text) ? text : invalid(column, 'holds a NUL or half a character')
}

function invalid(column: Column, why: string): never {
  throw new InvalidValue(`"${column.name}" ${why}`)
}

const INTEGER = /^-?\d{1,19}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TRUE = /^(?:t|true|1|y|yes)$/i
const FALSE = /^(?:f|false|0|n|no)$/i

/** The usual spellings of a boolean; `undefined` for any other. */
function readBoolean(value: string | number | bigint | boolean): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = String(value)
  return TRUE.test(text) || (FALSE.test(text) ? false : undefined)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
