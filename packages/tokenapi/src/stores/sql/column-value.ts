/** The values of columns as records carry them, in both directions. */
import { brandErrors, errorKindOf } from '../../core/error-brand.js'
import { isPlainText } from '../../core/plain-text.js'
import { readUserId } from '../../core/user-id.js'
import type { RecordValue } from '../../core/store.js'
import type { SqlValue } from './executor.js'
import type { Dialect } from './dialect.js'
import { readMoment } from './moment.js'
import type { Column, ColumnKind } from './table.js'
import { isTrue } from './is-true.js'
import { INT8 } from './user-select.js'

/** A value that its column cannot hold. The sentence names the column, and never the value. */
export class MisfitError extends Error {
  override readonly name = 'MisfitError'

  static {
    brandErrors(this, 'value')
  }
}

export function isMisfitError(error: unknown): error is MisfitError {
  return errorKindOf(error) === 'value'
}

/** What `Dialect.asRecord` selected. */
export function readValue(kind: ColumnKind, selected: unknown): RecordValue {
  if (selected === null || selected === undefined) return null
  if (kind === 'boolean') return isTrue(selected)
  const text = textOf(selected)
  switch (kind) {
    case 'int4':
    case 'int8':
      return WHOLE.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'moment':
      return readMoment(text) ?? text
    default:
      return text
  }
}

/** What is bound for a record's value. Throws `MisfitError` for one that does not fit. */
export function writeValue(
  column: Column,
  value: string | number | bigint | boolean,
  dialect: Dialect,
): SqlValue {
  return dialect.valueFor(column, converted(column, value, dialect))
}

function converted(
  column: Column,
  value: string | number | bigint | boolean,
  dialect: Dialect,
): SqlValue {
  switch (column.kind) {
    case 'boolean':
      return readBoolean(value) ?? misfit(column, 'must be true or false')
    case 'int4':
      return whole(column, value, dialect.integers, dialect)
    case 'int8':
      return whole(column, value, INT8, dialect)
    case 'uuid':
      return readUserId(String(value), 'uuid') ?? misfit(column, 'must be a uuid')
    case 'moment': {
      const moment = readMoment(String(value))
      if (moment !== undefined) return dialect.moment(moment)
      return (
        dialect.specialMoment(String(value)) ??
        misfit(column, 'must be a moment such as 2024-02-29T12:00:00Z')
      )
    }
    case 'text':
      return characters(column, String(value))
    case 'json':
      return isJson(String(value)) ? plain(column, String(value)) : misfit(column, 'must be JSON')
    case 'other':
      return typeof value === 'boolean' ? value : plain(column, String(value))
  }
}

function whole(
  column: Column,
  value: string | number | bigint | boolean,
  [least, most]: readonly [bigint, bigint],
  { bindsIntegers }: Dialect,
): SqlValue {
  const text = typeof value === 'boolean' ? String(Number(value)) : String(value)
  if (!WHOLE.test(text)) return misfit(column, 'must be a whole number')
  // Read by whoever parsed the file, and rounded there.
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    return misfit(column, 'is beyond 2^53: it must be given as text')
  }
  const number = BigInt(text)
  if (number < least || number > most) return misfit(column, `must be from ${least} to ${most}`)
  return bindsIntegers ? number : String(number)
}

function characters(column: Column, text: string): string {
  const { length } = column
  // A uuid goes into char(32) as Django writes it: without dashes.
  if (length === 32 && UUID.test(text)) return text.replaceAll('-', '')
  // Databases count characters, JavaScript halves of some.
  if (length !== undefined && text.length > length && [...text].length > length) {
    return misfit(column, `holds at most ${length} characters`)
  }
  return plain(column, text)
}

function plain(column: Column, text: string): string {
  return isPlainText(text) ? text : misfit(column, 'holds a NUL or half a character')
}

function misfit(column: Column, why: string): never {
  throw new MisfitError(`"${column.name}" ${why}`)
}

const WHOLE = /^-?\d{1,19}$/
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const TRUE = /^(?:t|true|1|y|yes)$/i
const FALSE = /^(?:f|false|0|n|no)$/i

/** What people and programs write for a boolean; `undefined` for anything else. */
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

/** Bytes as PostgreSQL writes them. */
function textOf(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value)
  return `\\x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
