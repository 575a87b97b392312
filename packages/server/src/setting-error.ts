/** The operator's error: one sentence that names the setting and the fix. Exit code 1, no stack. */
export class SettingError extends Error {
  override readonly name = 'SettingError'
}
