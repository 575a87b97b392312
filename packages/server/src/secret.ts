import { randomBytes } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'

import { weaknessOfSecretKey } from 'tokenapi'

import { type Config, isProduction } from './config/read-config.js'
import { fileErrorText } from './file-error-text.js'
import { readSecretFile } from './config/secret-file.js'
import { SettingError } from './config/setting-error.js'

/** 384 random bits as text, more than Django's own 50 characters hold. */
export function newSecret(): string {
  return randomBytes(48).toString('base64url')
}

/** Writes a new secret where only its owner reads it. Throws where there is a file already. */
export function writeSecret(path: string): string {
  const secret = newSecret()
  try {
    writeFileSync(path, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    throw new SettingError(`the secret cannot be written to ${path}: ${fileErrorText(error)}`)
  }
  return secret
}

export interface SecretKeys {
  /** The first signs, all verify. */
  readonly keys: readonly string[]
  /** Whether a file was made for it now. */
  readonly made: boolean
}

/**
 * The key ring: SECRET_KEY, or the text in SECRET_KEY_FILE, else, outside production, a file beside
 * the database that is made once. A key of fewer than 16 characters is refused, in production any weak one.
 */
export function readSecretKeys(config: Config, besideDatabase: string): SecretKeys {
  const present = presentSecretKeys(config, besideDatabase)
  const keys = present ?? [writeSecret(besideDatabase), ...fallbacksOf(config)]
  for (const [i, key] of keys.entries()) {
    const weakness = weaknessOfSecretKey(key)
    if (weakness?.isRefused === true || (weakness !== undefined && isProduction(config))) {
      const name = i === 0 ? 'SECRET_KEY' : `SECRET_KEY_FALLBACKS: fallback ${i}`
      throw new SettingError(`${name} ${weakness.what}: make a strong one with \`tokenapi secret\``)
    }
  }
  return { keys, made: present === undefined }
}

/**
 * The key ring as it is: no key is made, and no weak key is refused. `undefined` where there is
 * none and a first start would make one. Throws `SettingError`.
 */
export function presentSecretKeys(
  config: Config,
  besideDatabase: string,
): readonly [string, ...string[]] | undefined {
  const key = presentKey(config, besideDatabase)
  return key === undefined ? undefined : [key, ...fallbacksOf(config)]
}

/** The older keys: comma-separated in the environment, one a line in a file, where a key may hold commas. */
export function fallbacksOf(config: Config): readonly string[] {
  const file = config.SECRET_KEY_FALLBACKS_FILE
  const keys =
    file === undefined
      ? config.SECRET_KEY_FALLBACKS.reveal().split(',')
      : readSecretFile('SECRET_KEY_FALLBACKS_FILE', file).split('\n')
  return keys.map((text) => text.trim()).filter((text) => text !== '')
}

function presentKey(config: Config, beside: string): string | undefined {
  if (config.SECRET_KEY !== undefined) return config.SECRET_KEY.reveal()
  if (config.SECRET_KEY_FILE !== undefined) {
    return readSecretFile('SECRET_KEY_FILE', config.SECRET_KEY_FILE)
  }
  if (isProduction(config)) {
    throw new SettingError(
      'SECRET_KEY is not set: set it (or SECRET_KEY_FILE) to your Django SECRET_KEY, or to what `tokenapi secret` prints',
    )
  }
  return existsSync(beside)
    ? readSecretFile('the secret made at the first start', beside)
    : undefined
}
