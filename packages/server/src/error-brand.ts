/** Errors are known by a brand, as the library's are: two copies in one tree have two classes. */
const BRAND = Symbol.for('tokenapi.server.error')

type ErrorBrand = 'setting' | 'file' | 'row' | 'problem' | 'refused'

/** Marks a class of errors: called in its static block. */
export function brandErrors(errors: { readonly prototype: Error }, kind: ErrorBrand): void {
  Object.defineProperty(errors.prototype, BRAND, { value: kind })
}

/** The kind of an error of the server; `undefined` for anything else. */
export function errorBrandOf(error: unknown): ErrorBrand | undefined {
  if (typeof error !== 'object' || error === null) return undefined
  return (error as { readonly [BRAND]?: ErrorBrand })[BRAND]
}
