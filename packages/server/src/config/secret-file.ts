import { readFileSync } from 'node:fs'

import { fileErrorText } from '../file-error-text.js'
import { SettingError } from './setting-error.js'

/** The text of the file that a setting names, without white space at its ends. Throws `SettingError`. */
export function readSecretFile(setting: string, path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    throw new SettingError(`${setting}: ${path} cannot be read: ${fileErrorText(error)}`)
  }
  if (text === '') throw new SettingError(`${setting}: ${path} is empty`)
  return text
}
