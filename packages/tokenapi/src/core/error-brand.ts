/**
 * Errors are known by a brand and not by their class: two copies of the package in one tree have two
 * classes of one name, and a refusal by the one would be an outage to the other.
 */
const BRAND = Symbol.for('tokenapi.error')

/** Which of the library's errors it is. */
export type ErrorBrand = 'refused' | 'config' | 'unavailable' | 'user-exists' | 'record' | 'value'

/** Marks a class of errors: called in its static block. */
export function brandErrors(errors: { readonly prototype: Error }, kind: ErrorBrand): void {
  Object.defineProperty(errors.prototype, BRAND, { value: kind })
}

/** The kind of an error of the library, from whichever copy; `undefined` for anything else. */
export function errorBrandOf(error: unknown): ErrorBrand | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  return (error as { readonly [BRAND]?: ErrorBrand })[BRAND]
}
