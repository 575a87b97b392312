import { readConfig } from './read-config.js'
import { settingsList } from './settings-list.js'

/** A setting as the server would use it. */
export interface EffectiveSetting {
  readonly name: string
  /** As text; `undefined` where it is not set and has no default. Never a secret. */
  readonly value: string | undefined
  /** "environment", "default", or the file that holds it. */
  readonly source: string
}

type Values = Readonly<Record<string, string | undefined>>

/** Every setting, with its value and its source. Throws `SettingError` for a wrong one. */
export function effectiveSettings(environment: Values): readonly EffectiveSetting[] {
  readConfig(environment)
  return settingsList().map(({ name, isSecret, hasFile, default: fallback }) => {
    const given = environment[name]
    if (given !== undefined && given !== '') {
      return { name, value: isSecret ? masked(given) : given, source: 'environment' }
    }
    const file = hasFile ? environment[`${name}_FILE`] : undefined
    if (file !== undefined && file !== '') return { name, value: SECRET, source: `file ${file}` }
    return { name, value: fallback, source: 'default' }
  })
}

const SECRET = '[secret]'

/** Of a URL its place; of another secret nothing. */
function masked(secret: string): string {
  if (/^sqlite:[^?@]*$/i.test(secret) || secret === 'memory:') return secret
  if (!URL.canParse(secret)) return SECRET
  const { protocol, host, pathname } = new URL(secret)
  // A key may look like a URL.
  if (!PROTOCOLS.has(protocol) || host === '') return SECRET
  return `${protocol}//${SECRET}@${host}${pathname}`
}

const PROTOCOLS = new Set(['postgres:', 'postgresql:', 'mysql:', 'mariadb:', 'redis:', 'rediss:'])
