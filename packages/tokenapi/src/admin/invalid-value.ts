import { brandErrors, errorBrandOf } from '../core/error-brand.js'

/** A value that its column cannot store. The message names the column, never the value. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue'

  static {
    brandErrors(this, 'value')
  }
}

export function isInvalidValue(error: unknown): error is InvalidValue {
  return errorBrandOf(error) === 'value'
}
