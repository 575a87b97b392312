/** Values of columns, as records and attributes have them. */
import type { RecordValue } from '../../core/store.js'
import { isTrue } from './is-true.js'
import type { ColumnKind } from './table.js'
import { readTimestamp } from './timestamp.js'

const INTEGER = /^-?\d{1,19}$/

/** The value that `Dialect.asRecord` selected. */
export function readValue(kind: ColumnKind, selected: unknown): RecordValue {
  if (selected === null || selected === undefined) return null
  if (kind === 'boolean') return isTrue(selected)
  const text = textOrHex(selected)
  switch (kind) {
    case 'int4':
    case 'int8':
      return INTEGER.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'timestamp':
      return readTimestamp(text) ?? text
    default:
      return text
  }
}

/** Bytes in the hexadecimal form of PostgreSQL. */
function textOrHex(value: unknown): string {
  if (!(value instanceof Uint8Array)) return String(value)
  return `\\x${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
