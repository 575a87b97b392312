import * as v from 'valibot'

import { DEFAULTS_IN_WORDS } from './defaults-in-words.js'
import { SECRETS, type SettingName, Settings } from './settings.js'

export interface SettingInfo {
  readonly name: SettingName
  readonly description: string
  /** As in the environment, or in words; `undefined`: not set. */
  readonly default: string | undefined
  /** Whether the value is or contains a secret. */
  readonly isSecret: boolean
  /** Whether NAME_FILE can name a file that contains the value. */
  readonly hasFile: boolean
}

/** Every setting of the server, without the NAME_FILE twins. */
export function settingsList(): readonly SettingInfo[] {
  const names = Object.keys(Settings.entries) as SettingName[]
  return names.filter((name) => !name.endsWith('_FILE')).map(settingInfo)
}

export function settingInfo(name: SettingName): SettingInfo {
  const schema = Settings.entries[name]
  const fallback = v.getDefault(schema)
  return {
    name,
    description: v.getDescription(schema.wrapped) ?? '',
    default: fallback === undefined || fallback === '' ? DEFAULTS_IN_WORDS[name] : fallback,
    isSecret: SECRETS.some((secret) => secret === name),
    hasFile: `${name}_FILE` in Settings.entries,
  }
}
