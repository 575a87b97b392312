const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?$/

/** What databases and drivers give for a boolean: true, 1, 1n, "1", "1.0", "t", bits or bytes of them. */
export function isTrue(value: unknown): boolean {
  if (typeof value === 'string') {
    return /^t(?:rue)?$/i.test(value) || (NUMBER.test(value) && /[1-9]/.test(value))
  }
  return isBytes(value) ? value.some((byte) => byte !== 0) : Boolean(value)
}

/** Asked in two steps, as nearly nothing that comes here is an object. */
function isBytes(value: unknown): value is Uint8Array {
  return typeof value === 'object' && value instanceof Uint8Array
}
