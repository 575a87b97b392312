/** Settings from the environment, and from flags of the same names, which win. */
import { HASH_FORMATS, type HashFormat } from 'tokenapi/password'
import * as v from 'valibot'

import { readSecretFile } from './secret-file.js'
import { SettingError } from './setting-error.js'

const wholeNumber = (name: string, least: number, most: number) =>
  v.pipe(
    v.string(),
    v.regex(/^[0-9]{1,9}$/, `${name} must be a whole number`),
    v.transform(Number),
    v.minValue(least, `${name} must be ${least} or more`),
    v.maxValue(most, `${name} must be ${most} or less`),
  )

const days = (name: string) =>
  v.pipe(
    v.string(),
    v.regex(/^(?:[0-9]+(?:\.[0-9]+)?|Infinity)$/, `${name} must be a number of days, 0 or more`),
    v.transform(Number),
  )

const TRUE = new Set(['1', 'true', 'yes', 'on'])
const FALSE = new Set(['0', 'false', 'no', 'off', ''])
const flag = (name: string) =>
  v.pipe(
    v.string(),
    v.check(
      (text) => TRUE.has(text.toLowerCase()) || FALSE.has(text.toLowerCase()),
      `${name} must be true or false`,
    ),
    v.transform((text) => TRUE.has(text.toLowerCase())),
  )

const PLACES = ['header', 'query', 'form'] as const
const places = (name: string) =>
  v.pipe(
    v.string(),
    v.transform((text) => text.split(',').map((place) => place.trim())),
    v.array(
      v.picklist(PLACES, `${name} must name some of ${PLACES.join(', ')}, with commas between`),
    ),
  )

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const ID_TYPES = ['integer', 'bigint', 'uuid', 'string'] as const
const ALGORITHMS = ['pbkdf2_sha256', 'scrypt', 'argon2'] as const

/** Names with commas between them. */
const hashFormats = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((name) => name.trim())),
  v.array(
    v.picklist(
      HASH_FORMATS,
      `ALLOWED_HASHES must be a list with commas of ${HASH_FORMATS.join(', ')}`,
    ),
  ),
)

const Settings = v.object({
  SECRET_KEY: v.optional(v.string()),
  SECRET_KEY_FILE: v.optional(v.string()),
  SECRET_KEY_FALLBACKS: v.optional(v.string(), ''),
  SECRET_KEY_FALLBACKS_FILE: v.optional(v.string()),
  DATABASE_URL: v.optional(v.string(), 'sqlite:./tokenapi.sqlite3'),
  DATABASE_URL_FILE: v.optional(v.string()),
  DATABASE_PREPARE: v.optional(flag('DATABASE_PREPARE')),
  TOKEN_TIMEOUT_DAYS: v.optional(days('TOKEN_TIMEOUT_DAYS'), '7'),
  TIME_ZONE: v.optional(v.string(), 'UTC'),
  MAX_FUTURE_DAYS: v.optional(days('MAX_FUTURE_DAYS')),
  EXACT: v.optional(flag('EXACT'), 'false'),
  CREDENTIALS: v.optional(places('CREDENTIALS')),
  HOST: v.optional(v.pipe(v.string(), v.minLength(1, 'HOST must be an address')), '127.0.0.1'),
  PORT: v.optional(wholeNumber('PORT', 0, 65_535), '8000'),
  ALLOW_HTTP: v.optional(flag('ALLOW_HTTP'), 'false'),
  LOG_LEVEL: v.optional(
    v.picklist(LEVELS, `LOG_LEVEL must be one of ${LEVELS.join(', ')}`),
    'info',
  ),
  NODE_ENV: v.optional(v.string(), 'development'),
  PASSWORD_ALGORITHM: v.optional(
    v.picklist(ALGORITHMS, `PASSWORD_ALGORITHM must be one of ${ALGORITHMS.join(', ')}`),
  ),
  PASSWORD_ITERATIONS: v.optional(wholeNumber('PASSWORD_ITERATIONS', 1, 10_000_000)),
  ALLOWED_HASHES: v.optional(hashFormats),
  UPGRADE_PASSWORDS: v.optional(flag('UPGRADE_PASSWORDS')),
  USERS_SCHEMA: v.optional(v.string()),
  USERS_TABLE: v.optional(v.string()),
  USERS_ID: v.optional(v.string()),
  USERS_ID_TYPE: v.optional(
    v.picklist(ID_TYPES, `USERS_ID_TYPE must be one of ${ID_TYPES.join(', ')}`),
  ),
  USERS_USERNAME: v.optional(v.string()),
  USERS_PASSWORD: v.optional(v.string()),
  USERS_IS_ACTIVE: v.optional(v.string()),
  USERS_IS_ACTIVE_WHEN: v.optional(v.string()),
})

export interface Config {
  readonly SECRET_KEY?: string | undefined
  readonly SECRET_KEY_FILE?: string | undefined
  readonly SECRET_KEY_FALLBACKS: string
  readonly SECRET_KEY_FALLBACKS_FILE?: string | undefined
  /** Also where it was given as DATABASE_URL_FILE. */
  readonly DATABASE_URL: string
  readonly DATABASE_URL_FILE?: string | undefined
  readonly DATABASE_PREPARE?: boolean | undefined
  readonly TOKEN_TIMEOUT_DAYS: number
  readonly TIME_ZONE: string
  readonly MAX_FUTURE_DAYS?: number | undefined
  readonly EXACT: boolean
  readonly CREDENTIALS?: readonly (typeof PLACES)[number][] | undefined
  readonly HOST: string
  readonly PORT: number
  readonly ALLOW_HTTP: boolean
  readonly LOG_LEVEL: (typeof LEVELS)[number]
  readonly NODE_ENV: string
  readonly PASSWORD_ALGORITHM?: (typeof ALGORITHMS)[number] | undefined
  readonly PASSWORD_ITERATIONS?: number | undefined
  readonly ALLOWED_HASHES?: readonly HashFormat[] | undefined
  /** Left out: not beside a Django. */
  readonly UPGRADE_PASSWORDS?: boolean | undefined
  readonly USERS_SCHEMA?: string | undefined
  readonly USERS_TABLE?: string | undefined
  readonly USERS_ID?: string | undefined
  readonly USERS_ID_TYPE?: (typeof ID_TYPES)[number] | undefined
  readonly USERS_USERNAME?: string | undefined
  readonly USERS_PASSWORD?: string | undefined
  readonly USERS_IS_ACTIVE?: string | undefined
  readonly USERS_IS_ACTIVE_WHEN?: string | undefined
}

/** What may be given as flags: names as in the environment. */
export type Overrides = Readonly<Partial<Record<keyof Config, string | undefined>>>

type Values = Readonly<Record<string, string | undefined>>

/** Settings that are or hold a secret: each is given as it is, or as the path of a file that holds it. */
const SECRETS = ['SECRET_KEY', 'SECRET_KEY_FALLBACKS', 'DATABASE_URL'] as const

/** The settings. Throws `SettingError` naming the one that is wrong; a secret's value is never told. */
export function readConfig(environment: Values, overrides: Overrides = {}): Config {
  const values = merged(environment, overrides)
  const given = Object.fromEntries(
    Object.keys(Settings.entries).flatMap((name) => {
      const value = values[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
  if (given['DATABASE_URL_FILE'] !== undefined) {
    given['DATABASE_URL'] = readSecretFile('DATABASE_URL_FILE', given['DATABASE_URL_FILE'])
  }
  for (const [name, value] of Object.entries(given)) checkEnd(name, value)
  const result = v.safeParse(Settings, given)
  if (result.success) {
    checkAllowedHashes(result.output)
    return result.output
  }
  const [issue] = result.issues
  const name = String(issue.path?.[0]?.key)
  throw new SettingError(`${issue.message}; got ${JSON.stringify(given[name])}`)
}

/** New hashes must be able to log in. */
function checkAllowedHashes({
  ALLOWED_HASHES,
  PASSWORD_ALGORITHM = 'pbkdf2_sha256',
}: Config): void {
  if (ALLOWED_HASHES?.includes(PASSWORD_ALGORITHM) === false) {
    throw new SettingError(
      `ALLOWED_HASHES must hold ${PASSWORD_ALGORITHM}, in which new hashes are made (PASSWORD_ALGORITHM): their users could not log in`,
    )
  }
}

/** The environment with the overrides over it; an override of NAME takes the place of NAME_FILE as well. */
function merged(environment: Values, overrides: Overrides): Values {
  const over = Object.entries(overrides).filter(([, value]) => value !== undefined)
  const replaced = new Set(
    over.flatMap(([name]) => [name, `${name}_FILE`, name.replace(/_FILE$/, '')]),
  )
  const base = Object.entries(environment).filter(([name]) => !replaced.has(name))
  // An empty variable is one that is not set, as in most shells' habits.
  const values = Object.fromEntries([...base, ...over].filter(([, value]) => value !== ''))
  for (const name of SECRETS) {
    if (values[name] !== undefined && values[`${name}_FILE`] !== undefined) {
      throw new SettingError(`give ${name} or ${name}_FILE, not both`)
    }
  }
  return values
}

/** A key is what it is, whatever stands at its end: `doctor` speaks of it. */
const KEYS: ReadonlySet<string> = new Set(['SECRET_KEY', 'SECRET_KEY_FALLBACKS'])

/** A line break is never meant, and is not to be seen in most messages about the value. */
function checkEnd(name: string, value: string): void {
  if (KEYS.has(name) || !/[\r\n]$/.test(value)) return
  throw new SettingError(
    `${name} ends with a line break (\\r or \\n): remove it; a file with Windows line ends leaves a \\r`,
  )
}

export function isProduction(config: Pick<Config, 'NODE_ENV'>): boolean {
  return config.NODE_ENV === 'production'
}
