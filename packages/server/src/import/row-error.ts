import { brandErrors, errorBrandOf } from '../error-brand.js'

/** What is wrong with a row. The sentence never holds a password. */
export class RowError extends Error {
  override readonly name = 'RowError'

  static {
    brandErrors(this, 'row')
  }
}

export function isRowError(error: unknown): error is RowError {
  return errorBrandOf(error) === 'row'
}
