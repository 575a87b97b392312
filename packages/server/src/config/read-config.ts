/** Settings from the environment, and from flags, which take precedence. */
import * as v from 'valibot'

import { checkAccessTokens } from './check-access-tokens.js'
import { checkEncryption } from './check-encryption.js'
import { checkGateway } from './check-gateway.js'
import { readSecretFile } from './secret-file.js'
import { SettingError } from './setting-error.js'
import { SECRETS, type SettingName, Settings } from './settings.js'
import { readThrottleUrl } from './throttle-url.js'

export type Config = Readonly<v.InferOutput<typeof Settings>>

/** Flags that override the environment, by the names of their settings. */
export type Overrides = Readonly<Partial<Record<SettingName, string | undefined>>>

type Values = Readonly<Record<string, string | undefined>>

/** The settings. Throws `SettingError` that names the wrong setting and never a secret value. */
export function readConfig(environment: Values, overrides: Overrides = {}): Config {
  const values = merged(environment, overrides)
  const given = Object.fromEntries(
    Object.keys(Settings.entries).flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  for (const name of ['DATABASE_URL', 'THROTTLE_URL']) {
    const file = given[`${name}_FILE`]
    if (file !== undefined) given[name] = readSecretFile(`${name}_FILE`, file)
  }
  for (const [name, value] of Object.entries(given)) checkEnd(name, value)
  const result = v.safeParse(Settings, given)
  if (result.success) {
    checkAllowedHashes(result.output)
    checkAccessTokens(result.output)
    checkGateway(result.output)
    checkEncryption(result.output, environment)
    readThrottleUrl(result.output.THROTTLE_URL?.reveal())
    return result.output
  }
  const [issue] = result.issues
  const name = String(issue.path?.[0]?.key)
  const value = given[name] ?? ''
  // Also where a password does not belong.
  const isSecret = SECRETS.some((secret) => secret === name) || /\/\/[^/]*@/.test(value)
  const got = isSecret ? '' : `; got ${JSON.stringify(value)}`
  throw new SettingError(`${name} ${issue.message}${got}`)
}

export function isProduction(config: Pick<Config, 'NODE_ENV'>): boolean {
  return config.NODE_ENV === 'production'
}

/** Whether the operations listener has the admin page and the management API. */
export function hasAdmin(config: Pick<Config, 'ADMIN' | 'NODE_ENV'>): boolean {
  return config.ADMIN ?? !isProduction(config)
}

/** Whether the server behaves exactly as django-tokenapi where the defaults differ. */
export function isDjangoCompatible(config: Pick<Config, 'COMPATIBILITY'>): boolean {
  return config.COMPATIBILITY === 'django-tokenapi'
}

/** An override of NAME also replaces NAME_FILE, and the other way round. */
function merged(environment: Values, overrides: Overrides): Values {
  const over = Object.entries(overrides).filter(([, value]) => value !== undefined)
  const replaced = new Set(
    over.flatMap(([name]) => [name, `${name}_FILE`, name.replace(/_FILE$/, '')]),
  )
  const base = Object.entries(environment).filter(([name]) => !replaced.has(name))
  // An empty variable counts as not set: shells and Compose files often leave empty ones.
  const values = Object.fromEntries(
    [...base, ...over].filter(([name, value]) => value !== '' || EMPTY_IS_WRONG.has(name)),
  )
  for (const name of SECRETS) {
    if (values[name] !== undefined && values[`${name}_FILE`] !== undefined) {
      throw new SettingError(`set ${name} or ${name}_FILE, not both`)
    }
  }
  return values
}

/** Behind a proxy all clients would count as one, and one of them could stop the logins of all. */
const EMPTY_IS_WRONG: ReadonlySet<string> = new Set(['TRUST_PROXY'])

/** Keys are taken as they are; `doctor` reports white space at their ends. */
const KEYS: ReadonlySet<string> = new Set(['SECRET_KEY', 'SECRET_KEY_FALLBACKS'])

/** A line break at the end is always a mistake, and most messages would not show it. */
function checkEnd(name: string, value: string): void {
  if (KEYS.has(name) || !/[\r\n]$/.test(value)) return
  throw new SettingError(
    `${name} ends with a line break (\\r or \\n): remove it; a file with Windows line ends leaves a \\r`,
  )
}

/** Users with new hashes must be able to log in. */
function checkAllowedHashes({
  ALLOWED_HASHES,
  PASSWORD_ALGORITHM = 'pbkdf2_sha256',
}: Config): void {
  if (ALLOWED_HASHES?.includes(PASSWORD_ALGORITHM) === false) {
    throw new SettingError(
      `ALLOWED_HASHES must contain ${PASSWORD_ALGORITHM}, the algorithm of new hashes (PASSWORD_ALGORITHM): their users could not log in`,
    )
  }
}
