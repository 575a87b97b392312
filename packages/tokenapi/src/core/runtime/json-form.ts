/** Values in a form that JSON holds, so that what a handler is given can be sent as it is. */

/** What JSON holds. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/** The type of `jsonForm`'s result. */
export type JsonForm<T> = T extends Date ? string : T extends bigint ? number | string : T

/**
 * A value as JSON holds it: a `Date` as ISO 8601, a `bigint` as a number, and beyond 2^53 - 1 as its
 * digits, NaN and infinities as null; what has a `toJSON`, such as a decimal, as that gives. Lists and
 * objects are copied and frozen. Throws `TypeError` for what has no such form: bytes, a Map, a cycle.
 */
export function jsonForm(value: unknown): JsonValue {
  return formOf(value, 0)
}

/** A deeper value is a cycle or a mistake. */
const DEEPEST = 100

function formOf(value: unknown, depth: number): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : null
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
    case 'object':
      if (value === null) return null
      if (depth > DEEPEST) throw new TypeError('a value that goes too deep has no JSON form')
      return formOfObject(value, depth + 1)
    default:
      throw new TypeError(`a value of type ${typeof value} has no JSON form`)
  }
}

function formOfObject(value: object, depth: number): JsonValue {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Array.isArray(value)) {
    return Object.freeze(value.map((each: unknown) => formOf(each ?? null, depth)))
  }
  // A Buffer has a `toJSON` too, but its result is not useful.
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    throw new TypeError('bytes have no JSON form')
  }
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    return formOf(value.toJSON() as unknown, depth)
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && !isPlainPrototype(prototype)) {
    throw new TypeError('an object of a class has no JSON form')
  }
  const members = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.freeze(
    Object.fromEntries(members.map(([name, each]) => [name, formOf(each, depth)])),
  )
}

/** `Object.prototype`, of whatever realm. */
function isPlainPrototype(prototype: unknown): boolean {
  return Object.getPrototypeOf(prototype) === null
}
