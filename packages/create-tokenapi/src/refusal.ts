const BRAND = Symbol.for('create-tokenapi.refusal')

/** What the person in front of the terminal has to mend: one sentence, and nothing was written. */
export class Refusal extends Error {
  override readonly name = 'Refusal'

  static {
    Object.defineProperty(this.prototype, BRAND, { value: true })
  }
}

export function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && BRAND in error
}
