/**
 * JSON text as the original writes it, byte for byte where the languages agree: ASCII alone, ", " and
 * ": " between, keys in the order they were given.
 *
 * A Date is ISO 8601 in UTC with milliseconds, which are left out where they are zero, as Django's
 * encoder does; a bigint is a whole number; a Map is an object in its own order; a `toJSON` method is
 * called. A value without a JSON form (NaN, Set, bytes, a cycle) is a `TypeError`.
 */
export function toJson(value: unknown): string {
  return write(value, []) ?? 'null'
}

const BEYOND_ASCII = /[\u007f-\uffff]/g
const ZERO_MILLISECONDS = '.000Z'

/** The text, or `undefined` for what JSON leaves out of objects: undefined, functions, symbols. */
function write(value: unknown, parents: object[]): string | undefined {
  switch (typeof value) {
    case 'string':
      return quote(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON`)
      return JSON.stringify(value)
    case 'bigint':
      return value.toString()
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      return value === null ? 'null' : writeObject(value, parents)
    default:
      return undefined
  }
}

function writeObject(value: object, parents: object[]): string | undefined {
  if (value instanceof Date) return writeDate(value)
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), parents)
  if (parents.includes(value)) throw new TypeError('a cycle cannot be written as JSON')
  if (value instanceof Set || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new TypeError(`${value.constructor.name} cannot be written as JSON`)
  }
  parents.push(value)
  const text = Array.isArray(value)
    ? `[${value.map((item) => write(item, parents) ?? 'null').join(', ')}]`
    : `{${writeEntries(value instanceof Map ? value : Object.entries(value), parents).join(', ')}}`
  parents.pop()
  return text
}

function writeEntries(entries: Iterable<readonly [unknown, unknown]>, parents: object[]): string[] {
  const members: string[] = []
  for (const [key, item] of entries) {
    const text = write(item, parents)
    if (text !== undefined) members.push(`${quote(String(key))}: ${text}`)
  }
  return members
}

function writeDate(date: Date): string {
  if (Number.isNaN(date.getTime())) {
    throw new TypeError('an invalid Date cannot be written as JSON')
  }
  const text = date.toISOString()
  return `"${text.endsWith(ZERO_MILLISECONDS) ? text.replace(ZERO_MILLISECONDS, 'Z') : text}"`
}

function quote(text: string): string {
  return JSON.stringify(text).replace(BEYOND_ASCII, escape)
}

function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
