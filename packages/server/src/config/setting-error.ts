import { brandErrors, errorBrandOf } from '../error-brand.js'

/** The operator's error: one sentence that names the setting and the fix. Exit code 1, no stack. */
export class SettingError extends Error {
  override readonly name = 'SettingError'

  static {
    brandErrors(this, 'setting')
  }
}

export function isSettingError(error: unknown): error is SettingError {
  return errorBrandOf(error) === 'setting'
}
