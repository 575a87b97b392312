const BRAND = Symbol.for('create-tokenapi.refusal')

/** An error for the operator: one sentence with the fix. Nothing was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }
}

export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && BRAND in error
}
